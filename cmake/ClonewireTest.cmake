# clonewire_test(NAME name LABELS label… COMMAND command…): a test. CLONEWIRE_TEST_PREFIX goes in front of its name, so
# that several builds can run in one ctest call. Exit status 77 is "skipped, and the output says why".
function(clonewire_test)
  cmake_parse_arguments(PARSE_ARGV 0 test "" "NAME;TIMEOUT;PROCESSORS" "LABELS;COMMAND")
  set(name "${CLONEWIRE_TEST_PREFIX}${test_NAME}")
  add_test(NAME ${name} COMMAND ${test_COMMAND})
  if(NOT test_TIMEOUT)
    set(test_TIMEOUT 600)
  endif()
  set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT ${test_TIMEOUT} LABELS "${test_LABELS}")
  if(test_PROCESSORS)
    set_tests_properties(${name} PROPERTIES PROCESSORS ${test_PROCESSORS})
  endif()
endfunction()
