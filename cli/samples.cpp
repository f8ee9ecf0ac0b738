#include "samples.hpp"

#include <array>
#include <cmath>
#include <limits>

namespace clonewire::cli {
namespace {

constexpr std::array sample_bytes = {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4},
                                     std::byte{5}, std::byte{6}, std::byte{7}, std::byte{8}};

string_data text(std::string_view ascii) {
  return {string_encoding::latin1, std::as_bytes(std::span(ascii.data(), ascii.size()))};
}

template <element_type type>
void build_typed_array(builder& b) {
  b.typed_array(type, bytes_view(sample_bytes));
}

template <error_name name>
void build_error(builder& b) {
  b.begin_error(name);
  b.key("message").string("no such pet");
  b.end();
}

constexpr std::array samples = {
    // ---- primitives ----
    sample{"undefined", "undefined", [](builder& b) { b.undefined(); }},
    sample{"null", "null", [](builder& b) { b.null(); }},
    sample{"boolean", "true", [](builder& b) { b.boolean(true); }},
    sample{"integer", "42", [](builder& b) { b.number(42); }},
    sample{"number", "0.1", [](builder& b) { b.number(0.1); }},
    sample{"large number", "1e300", [](builder& b) { b.number(1e300); }},
    sample{"-0", "-0", [](builder& b) { b.number(-0.0); }},
    sample{"NaN", "NaN", [](builder& b) { b.number(std::nan("")); }},
    sample{"Infinity", "Infinity", [](builder& b) { b.number(std::numeric_limits<double>::infinity()); }},
    sample{"bigint", "-7n", [](builder& b) { b.bigint(-7); }},
    sample{"bigint beyond 64 bits", "2n ** 128n",
           [](builder& b) {
             std::array<std::byte, 17> magnitude{};
             magnitude[16] = std::byte{1};
             b.bigint(false, magnitude);
           }},
    sample{"string", "'text'", [](builder& b) { b.string("text"); }},
    sample{"string beyond ASCII", "'h\u00e9 \u2603 \U0001f600'", [](builder& b) { b.string("h\u00e9 \u2603 \U0001f600"); }},
    sample{"string with NUL", "'a\\0b'", [](builder& b) { b.string(std::string_view("a\0b", 3)); }},
    sample{"lone surrogate", "'\\ud83d'",
           [](builder& b) {
             constexpr char16_t high = 0xd83d;
             b.utf16({&high, 1});
           }},
    sample{"bytes", "", [](builder& b) { b.bytes(sample_bytes); }},
    sample{"timestamp with zone", "", [](builder& b) { b.timestamp("2026-11-21T10:00:00.123456789+01:00"); }},

    // ---- objects and arrays ----
    sample{"object", "{a: 1}",
           [](builder& b) {
             b.begin_object();
             b.key("a").number(1);
             b.end();
           }},
    sample{"undefined property", "{a: undefined}",
           [](builder& b) {
             b.begin_object();
             b.key("a").undefined();
             b.end();
           }},
    sample{"index keys", "{2: 'b', a: 'c'}",
           [](builder& b) {
             b.begin_object();
             b.key(2).string("b");
             b.key("a").string("c");
             b.end();
           }},
    sample{"key __proto__", "{['__proto__']: 1}",
           [](builder& b) {
             b.begin_object();
             b.key("__proto__").number(1);
             b.end();
           }},
    sample{"empty key", "{'': 1}",
           [](builder& b) {
             b.begin_object();
             b.key("").number(1);
             b.end();
           }},
    sample{"array", "[1, 'a']",
           [](builder& b) {
             b.begin_array();
             b.number(1).string("a");
             b.end();
           }},
    sample{"array with undefined", "[undefined]",
           [](builder& b) {
             b.begin_array();
             b.undefined();
             b.end();
           }},
    sample{"array with holes", "[1, , 3]",
           [](builder& b) {
             b.begin_array();
             b.number(1).hole().number(3);
             b.end();
           }},
    sample{"sparse array", "Object.assign([], {10000: 1})",
           [](builder& b) {
             b.begin_array(10'001);
             b.key(10'000).number(1);
             b.end();
           }},
    sample{"array with named property", "Object.assign([1], {a: 2})",
           [](builder& b) {
             b.begin_array();
             b.number(1);
             b.key("a").number(2);
             b.end();
           }},
    sample{"tuple", "",
           [](builder& b) {
             b.begin_tuple();
             b.number(1).number(2);
             b.end();
           }},
    sample{"nested 1000 deep", "",
           [](builder& b) {
             constexpr int depth = 1000;
             for (int i = 0; i < depth; ++i) b.begin_array();
             for (int i = 0; i < depth; ++i) b.end();
           }},

    // ---- identity ----
    sample{"shared reference", "(x => [x, x])({})",
           [](builder& b) {
             b.begin_array();
             const auto shared = b.begin_object();
             b.end();
             b.reference(shared);
             b.end();
           }},
    sample{"cycle", "(x => x.self = x)({})",
           [](builder& b) {
             const auto self = b.begin_object();
             b.key("self").reference(self);
             b.end();
           }},

    // ---- collections ----
    sample{"Map", "new Map([['a', 1]])",
           [](builder& b) {
             b.begin_map();
             b.string("a").number(1);
             b.end();
           }},
    sample{"Map with other keys", "new Map([[1, 'a'], [NaN, 'b']])",
           [](builder& b) {
             b.begin_map();
             b.number(1).string("a").number(std::nan("")).string("b");
             b.end();
           }},
    sample{"Map with object keys", "new Map([[{}, 1]])",
           [](builder& b) {
             b.begin_map();
             b.begin_object();
             b.end().number(1);
             b.end();
           }},
    sample{"Map that holds itself", "(m => m.set(m, m))(new Map())",
           [](builder& b) {
             const auto self = b.begin_map();
             b.reference(self).reference(self);
             b.end();
           }},
    sample{"Set", "new Set(['a', 1])",  // in the order that serial gives it: it is no part of the value there
           [](builder& b) {
             b.begin_set();
             b.string("a").number(1);
             b.end();
           }},

    // ---- built-in classes ----
    sample{"Date", "new Date(0)", [](builder& b) { b.date(0); }},
    sample{"invalid Date", "new Date(NaN)", [](builder& b) { b.date(std::nan("")); }},
    sample{"RegExp", "/a+/gi", [](builder& b) { b.regexp(text("a+"), regexp_global | regexp_ignore_case); }},
    sample{"RegExp with flag v", "/a+/v", [](builder& b) { b.regexp(text("a+"), regexp_unicode_sets); }},
    sample{"Error", "new Error('no such pet')", &build_error<error_name::Error>},
    sample{"TypeError", "new TypeError('no such pet')", &build_error<error_name::TypeError>},
    sample{"RangeError", "new RangeError('no such pet')", &build_error<error_name::RangeError>},
    sample{"Error with stack", "new Error('no such pet')",
           [](builder& b) {
             b.begin_error(error_name::Error);
             b.key("message").string("no such pet");
             b.key("stack").string("Error: no such pet\n    at find (pets.js:1:7)");
             b.end();
           }},
    sample{"Error with cause", "new Error('outer', {cause: {code: 1}})",
           [](builder& b) {
             b.begin_error(error_name::Error);
             b.key("message").string("outer");
             b.key("cause").begin_object();
             b.key("code").number(1);
             b.end();
             b.end();
           }},
    sample{"Error without message", "new Error()",
           [](builder& b) {
             b.begin_error(error_name::Error);
             b.end();
           }},
    sample{"Boolean object", "new Boolean(false)", [](builder& b) { b.boolean_object(false); }},
    sample{"Number object", "new Number(1)", [](builder& b) { b.number_object(1); }},
    sample{"String object", "new String('a')", [](builder& b) { b.string_object(text("a")); }},
    sample{"BigInt object", "Object(7n)",
           [](builder& b) { b.bigint_object(false, bytes_view(sample_bytes).first(1)); }},

    // ---- buffers and views ----
    sample{"ArrayBuffer", "new ArrayBuffer(8)", [](builder& b) { b.array_buffer(sample_bytes); }},
    sample{"resizable ArrayBuffer", "new ArrayBuffer(8, {maxByteLength: 16})",
           [](builder& b) { b.resizable_array_buffer(sample_bytes, 16); }},
    sample{"immutable ArrayBuffer", "new ArrayBuffer(8).transferToImmutable()",
           [](builder& b) { b.immutable_array_buffer(sample_bytes); }},
    sample{"Int8Array", "new Int8Array(8)", &build_typed_array<element_type::int8>},
    sample{"Uint8Array", "new Uint8Array(8)", &build_typed_array<element_type::uint8>},
    sample{"Uint8ClampedArray", "new Uint8ClampedArray(8)", &build_typed_array<element_type::uint8_clamped>},
    sample{"Int16Array", "new Int16Array(4)", &build_typed_array<element_type::int16>},
    sample{"Uint16Array", "new Uint16Array(4)", &build_typed_array<element_type::uint16>},
    sample{"Int32Array", "new Int32Array(2)", &build_typed_array<element_type::int32>},
    sample{"Uint32Array", "new Uint32Array(2)", &build_typed_array<element_type::uint32>},
    sample{"Float16Array", "new Float16Array(4)", &build_typed_array<element_type::float16>},
    sample{"Float32Array", "new Float32Array(2)", &build_typed_array<element_type::float32>},
    sample{"Float64Array", "new Float64Array(1)", &build_typed_array<element_type::float64>},
    sample{"BigInt64Array", "new BigInt64Array(1)", &build_typed_array<element_type::bigint64>},
    sample{"BigUint64Array", "new BigUint64Array(1)", &build_typed_array<element_type::biguint64>},
    sample{"Buffer", "Buffer.alloc(8)", &build_typed_array<element_type::buffer>},
    sample{"DataView", "new DataView(new ArrayBuffer(8))",
           [](builder& b) {
             const auto buffer = b.detached().array_buffer(sample_bytes);
             b.data_view(buffer, 0, sample_bytes.size());
           }},
    sample{"view of a part", "new Uint8Array(new ArrayBuffer(8), 2, 4)",
           [](builder& b) {
             const auto buffer = b.detached().array_buffer(sample_bytes);
             b.typed_array(element_type::uint8, buffer, 2, 4);
           }},
    sample{"views of one buffer", "(b => [new Uint8Array(b), new Int16Array(b)])(new ArrayBuffer(8))",
           [](builder& b) {
             const auto buffer = b.detached().array_buffer(sample_bytes);
             b.begin_array();
             b.typed_array(element_type::uint8, buffer, 0, sample_bytes.size());
             b.typed_array(element_type::int16, buffer, 0, sample_bytes.size());
             b.end();
           }},
    sample{"length-tracking view", "new Uint8Array(new ArrayBuffer(8, {maxByteLength: 16}))",
           [](builder& b) {
             const auto buffer = b.detached().resizable_array_buffer(sample_bytes, 16);
             b.typed_array(element_type::uint8, buffer, 0, sample_bytes.size(), true);
           }},

    // ---- platform objects ----
    sample{"Blob", "new Blob(['text'], {type: 'text/plain'})",
           [](builder& b) {
             b.begin_host("Blob");
             b.key("mimeType").string("text/plain");
             b.key("bytes").bytes(sample_bytes);
             b.end();
           }},
    sample{"File", "new File(['text'], 'a.txt', {lastModified: 0})",
           [](builder& b) {
             b.begin_host("File");
             b.key("mimeType").string("");
             b.key("name").string("a.txt");
             b.key("lastModified").number(0);
             b.key("bytes").bytes(sample_bytes);
             b.end();
           }},
    sample{"other platform object", "new DOMPoint(1)",
           [](builder& b) {
             b.begin_host("DOMPoint");
             b.key("x").number(1);
             b.end();
           }},
};

}  // namespace

std::span<const sample> all_samples() {
  return samples;
}

}  // namespace clonewire::cli
