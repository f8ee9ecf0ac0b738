// Keyword arguments of the fast calling convention, one row an option.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include <clonewire/format.hpp>

#include "python.hpp"

namespace clonewire::python {

/// What a keyword sets: `set` gives false with an exception set when the value is wrong.
template <class Options>
struct keyword {
  std::string_view name;
  bool (*set)(PyObject* value, Options& into);
};

/// Reads the keyword arguments of a vectorcall. False: an exception is set.
template <class Options, std::size_t Count>
bool read_keywords(const char* function, PyObject* names, PyObject* const* values,
                   const keyword<Options> (&known)[Count], Options& into) {
  const Py_ssize_t given = names == nullptr ? 0 : PyTuple_GET_SIZE(names);
  for (Py_ssize_t i = 0; i < given; ++i) {
    Py_ssize_t size;
    const char* text = PyUnicode_AsUTF8AndSize(PyTuple_GET_ITEM(names, i), &size);
    if (text == nullptr) return false;
    const std::string_view name(text, static_cast<std::size_t>(size));
    const auto* found =
        std::find_if(std::begin(known), std::end(known), [name](const auto& k) { return k.name == name; });
    if (found == std::end(known)) {
      PyErr_Format(PyExc_TypeError, "%s() got an unexpected keyword argument '%s'", function, text);
      return false;
    }
    if (!found->set(values[i], into)) return false;
  }
  return true;
}

/// Reads a truth value.
inline bool read_flag(PyObject* value, bool& into) {
  const int truth = PyObject_IsTrue(value);
  into = truth > 0;
  return truth >= 0;
}

/// Reads a whole number that is not negative; None leaves `into` as it is.
template <class Number>
bool read_number(PyObject* value, Number& into) {
  if (value == Py_None) return true;
  const unsigned long long v = PyLong_AsUnsignedLongLong(value);
  if (PyErr_Occurred() != nullptr) return false;
  if (v > static_cast<Number>(~Number{0})) {
    PyErr_SetString(PyExc_OverflowError, "the number is too large for this option");
    return false;
  }
  into = static_cast<Number>(v);
  return true;
}

/// Reads a text that lives as long as the argument; None leaves `into` as it is.
inline bool read_text(PyObject* value, std::string_view& into) {
  if (value == Py_None) return true;
  Py_ssize_t size;
  const char* text = PyUnicode_AsUTF8AndSize(value, &size);
  if (text == nullptr) return false;
  into = {text, static_cast<std::size_t>(size)};
  return true;
}

/// Reads the name of a format; None leaves `into` as it is.
inline bool read_format(PyObject* value, std::optional<format>& into) {
  std::string_view name;
  if (value == Py_None) return true;
  if (!read_text(value, name)) return false;
  const auto named = format_named(name);
  if (named) {
    into = named;
    return true;
  }
  PyErr_Format(PyExc_ValueError, "there is no format %R", value);
  return false;
}

/// Reads a whole number that may be absent.
template <class Number>
bool read_optional(PyObject* value, std::optional<Number>& into) {
  if (value == Py_None) return true;
  Number number{};
  if (!read_number(value, number)) return false;
  into = number;
  return true;
}

/// Reads what `lossy` says: a truth value, or a function that is told of each loss.
inline bool read_lossy(PyObject* value, bool& lossy, PyObject*& on_loss) {
  if (PyCallable_Check(value) == 0) return read_flag(value, lossy);
  on_loss = value;
  lossy = true;
  return true;
}

inline constexpr std::string_view dialect_names[] = {"automatic", "node", "web", "workerd"};
inline constexpr std::string_view view_policies[] = {"automatic", "slice", "share"};

/// Reads one of a few words, whose places are the values of an enumeration; None leaves `into` as it is.
template <class Choice, std::size_t Count>
bool read_choice(const char* option, PyObject* value, const std::string_view (&words)[Count], Choice& into) {
  std::string_view word;
  if (value == Py_None) return true;
  if (!read_text(value, word)) return false;
  std::string list;
  for (std::size_t i = 0; i < Count; ++i) {
    if (words[i] == word) {
      into = static_cast<Choice>(i);
      return true;
    }
    list.append(i == 0 ? "" : ", ").append(words[i]);
  }
  PyErr_Format(PyExc_ValueError, "%s must be one of %s, not %R", option, list.c_str(), value);
  return false;
}

/// Takes a callable; None: none.
inline bool read_callable(const char* option, PyObject* value, PyObject*& into) {
  if (value == Py_None) return true;
  if (PyCallable_Check(value) == 0) {
    PyErr_Format(PyExc_TypeError, "%s must be callable, not %.100s", option, Py_TYPE(value)->tp_name);
    return false;
  }
  into = value;
  return true;
}

}  // namespace clonewire::python
