// Compiler facts that the other headers need.
#pragma once

#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
#define CLONEWIRE_EXCEPTIONS 1
#else
#define CLONEWIRE_EXCEPTIONS 0
#endif

// Where the compiler's own judgement was measured to be wrong: docs/performance.md.
#if defined(__GNUC__)
#define CLONEWIRE_INLINE [[gnu::always_inline]] inline
#define CLONEWIRE_COLD [[gnu::cold, gnu::noinline]]
#else
#define CLONEWIRE_INLINE inline
#define CLONEWIRE_COLD
#endif
