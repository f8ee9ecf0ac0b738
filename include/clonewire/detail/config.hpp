// Compiler facts that the other headers need.
#pragma once

#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
#define CLONEWIRE_EXCEPTIONS 1
#else
#define CLONEWIRE_EXCEPTIONS 0
#endif
