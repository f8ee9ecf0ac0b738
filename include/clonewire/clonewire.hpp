// clonewire: JavaScript structured-clone values outside of a JavaScript engine. Includes the whole library API.
#pragma once

#include <clonewire/builder.hpp>
#include <clonewire/console.hpp>
#include <clonewire/custom_types.hpp>
#include <clonewire/document.hpp>
#include <clonewire/error.hpp>
#include <clonewire/format.hpp>
#include <clonewire/formats/serial.hpp>
#include <clonewire/formats/v8.hpp>
#include <clonewire/kind.hpp>
#include <clonewire/limits.hpp>
#include <clonewire/text_encoding.hpp>
#include <clonewire/value.hpp>
