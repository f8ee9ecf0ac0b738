// The commands: each returns its exit status, or throws `failure`.
#pragma once

#include "options.hpp"

namespace clonewire::cli {

int run_cat(const arguments& args);
int run_convert(const arguments& args);
int run_inspect(const arguments& args);
int run_get(const arguments& args);
int run_check(const arguments& args);
int run_diff(const arguments& args);
int run_serial(const arguments& args);
int run_formats(const arguments& args);

}  // namespace clonewire::cli
