#include "numbers.hpp"

namespace clonewire::python {

PyObject* integer_of(const detail::slot& bigint) {
#if PY_VERSION_HEX >= 0x030d0000
  owned magnitude(PyLong_FromUnsignedNativeBytes(bigint.data, bigint.size, Py_ASNATIVEBYTES_LITTLE_ENDIAN));
#else
  owned magnitude(_PyLong_FromByteArray(bigint.data, bigint.size, 1, 0));
#endif
  return magnitude && bigint.form != 0 ? PyNumber_Negative(magnitude.get()) : magnitude.release();
}

}  // namespace clonewire::python
