# Library, headers, what find_package and pkg-config look for; the command line installs itself (cli/CMakeLists.txt).
include(CMakePackageConfigHelpers)

install(TARGETS clonewire EXPORT clonewire_targets)
if(TARGET clonewire_hash)
  install(TARGETS clonewire_hash EXPORT clonewire_targets)
endif()
set(CLONEWIRE_HAS_HASH ${OPENSSL_FOUND})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/clonewire DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN *.hpp)

set(clonewire_package ${CMAKE_INSTALL_LIBDIR}/cmake/clonewire)
install(EXPORT clonewire_targets FILE clonewireTargets.cmake NAMESPACE clonewire:: DESTINATION ${clonewire_package})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/clonewireConfig.cmake.in
  ${PROJECT_BINARY_DIR}/package/clonewireConfig.cmake INSTALL_DESTINATION ${clonewire_package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/clonewireConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/package/clonewireConfig.cmake
  ${PROJECT_BINARY_DIR}/package/clonewireConfigVersion.cmake
  DESTINATION ${clonewire_package})

configure_file(${CMAKE_CURRENT_LIST_DIR}/clonewire.pc.in ${PROJECT_BINARY_DIR}/package/clonewire.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/package/clonewire.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
if(TARGET clonewire_hash)
  configure_file(${CMAKE_CURRENT_LIST_DIR}/clonewire-hash.pc.in ${PROJECT_BINARY_DIR}/package/clonewire-hash.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/package/clonewire-hash.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endif()
