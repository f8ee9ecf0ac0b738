// V8's own C++ serializer, timed in-process: the peer that our figures stand against. No JavaScript runs inside a
// timed batch, not even for the views that Node keeps as host objects; so it is V8 at its best.
//
//   read(bytes) → value             write(value, raw) → Buffer             what the batches do, once, to check it
//   timeRead(bytes, n) → ns         timeWrite(value, raw, n) → ns          n times, the values left to the collector
//
// `raw`: array buffer views as V8 itself writes them (tag V), not as Node's host objects.
#include <node.h>
#include <node_buffer.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "../peers/clock.hpp"

namespace {

using v8::ArrayBuffer;
using v8::Context;
using v8::FunctionCallbackInfo;
using v8::HandleScope;
using v8::Isolate;
using v8::Local;
using v8::MaybeLocal;
using v8::Object;
using v8::Value;

// Node's numbers for the kinds of view (lib/v8.js, arrayBufferViewTypeToIndex). 10 is its Buffer, a Uint8Array here:
// the prototype is JavaScript's affair.
#define VIEW_TYPES(ROW)        \
  ROW(0, Int8Array, 1)         \
  ROW(1, Uint8Array, 1)        \
  ROW(2, Uint8ClampedArray, 1) \
  ROW(3, Int16Array, 2)        \
  ROW(4, Uint16Array, 2)       \
  ROW(5, Int32Array, 4)        \
  ROW(6, Uint32Array, 4)       \
  ROW(7, Float32Array, 4)      \
  ROW(8, Float64Array, 8)      \
  ROW(9, DataView, 1)          \
  ROW(10, Uint8Array, 1)       \
  ROW(11, BigInt64Array, 8)    \
  ROW(12, BigUint64Array, 8)

// As v8.deserialize: a view into the input where its alignment allows that, else into a copy.
class reader : public v8::ValueDeserializer::Delegate {
 public:
  reader(Isolate* isolate, Local<v8::Uint8Array> bytes)
      : bytes_(bytes),
        data_(static_cast<const std::uint8_t*>(bytes->Buffer()->Data()) + bytes->ByteOffset()),
        in_(isolate, data_, bytes->ByteLength(), this) {}

  MaybeLocal<Value> run(Local<Context> context) {
    if (!in_.ReadHeader(context).FromMaybe(false)) return {};
    return in_.ReadValue(context);
  }

  MaybeLocal<Object> ReadHostObject(Isolate* isolate) override {
    std::uint32_t type, size;
    const void* content;
    if (!in_.ReadUint32(&type) || !in_.ReadUint32(&size) || !in_.ReadRawBytes(size, &content)) return {};
    std::size_t offset =
        bytes_->ByteOffset() + static_cast<std::size_t>(static_cast<const std::uint8_t*>(content) - data_);
    switch (type) {
#define ROW(index, name, width)                                                    \
  case index: {                                                                    \
    if (offset % width == 0) return v8::name::New(buffer(), offset, size / width); \
    return v8::name::New(copy(isolate, content, size), 0, size / width);           \
  }
      VIEW_TYPES(ROW)
#undef ROW
      default: return {};
    }
  }

 private:
  Local<ArrayBuffer> buffer() {
    return bytes_->Buffer();
  }
  static Local<ArrayBuffer> copy(Isolate* isolate, const void* content, std::size_t size) {
    Local<ArrayBuffer> made = ArrayBuffer::New(isolate, size);
    std::memcpy(made->Data(), content, size);
    return made;
  }

  Local<v8::Uint8Array> bytes_;
  const std::uint8_t* data_;
  v8::ValueDeserializer in_;
};

// As v8.serialize.
class writer : public v8::ValueSerializer::Delegate {
 public:
  writer(Isolate* isolate, bool raw) : isolate_(isolate), out_(isolate, this) {
    out_.SetTreatArrayBufferViewsAsHostObjects(!raw);
  }

  bool run(Local<Context> context, Local<Value> value) {
    out_.WriteHeader();
    return out_.WriteValue(context, value).FromMaybe(false);
  }
  std::pair<std::uint8_t*, std::size_t> release() { return out_.Release(); }

  void ThrowDataCloneError(Local<v8::String> message) override {
    isolate_->ThrowException(v8::Exception::Error(message));
  }

  v8::Maybe<bool> WriteHostObject(Isolate*, Local<Object> object) override {
    if (!object->IsArrayBufferView()) return v8::Nothing<bool>();
    auto view = object.As<v8::ArrayBufferView>();
    out_.WriteUint32(type_of(view));
    out_.WriteUint32(static_cast<std::uint32_t>(view->ByteLength()));
    out_.WriteRawBytes(static_cast<const char*>(view->Buffer()->Data()) + view->ByteOffset(), view->ByteLength());
    return v8::Just(true);
  }

 private:
  static std::uint32_t type_of(Local<v8::ArrayBufferView> view) {
#define ROW(index, name, width) \
  if (view->Is##name()) return index;
    VIEW_TYPES(ROW)
#undef ROW
    std::abort();  // a kind of view newer than this file; the datasets have none
  }

  Isolate* isolate_;
  v8::ValueSerializer out_;
};

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "v8_peer: %s\n", what);
  std::exit(1);
}

template <class Body>
double nanoseconds(std::uint32_t times, Body body) {
  double start = bench::nanoseconds_now();
  for (std::uint32_t i = 0; i < times; ++i) body();
  return bench::nanoseconds_now() - start;
}

using arguments = const FunctionCallbackInfo<Value>&;

void read(arguments args) {
  Isolate* isolate = args.GetIsolate();
  reader in(isolate, args[0].As<v8::Uint8Array>());
  Local<Value> value;
  if (in.run(isolate->GetCurrentContext()).ToLocal(&value)) args.GetReturnValue().Set(value);
}

void write(arguments args) {
  Isolate* isolate = args.GetIsolate();
  writer out(isolate, args[1]->IsTrue());
  if (!out.run(isolate->GetCurrentContext(), args[0])) return;
  auto [bytes, size] = out.release();
  args.GetReturnValue().Set(node::Buffer::Copy(isolate, reinterpret_cast<const char*>(bytes), size).ToLocalChecked());
  std::free(bytes);
}

void time_read(arguments args) {
  Isolate* isolate = args.GetIsolate();
  Local<Context> context = isolate->GetCurrentContext();
  auto bytes = args[0].As<v8::Uint8Array>();
  args.GetReturnValue().Set(nanoseconds(args[1].As<v8::Uint32>()->Value(), [&] {
    HandleScope scope(isolate);  // the value dies here; the collector takes it when it must, inside the timed batch
    reader in(isolate, bytes);
    if (in.run(context).IsEmpty()) fail("cannot read");
  }));
}

void time_write(arguments args) {
  Isolate* isolate = args.GetIsolate();
  Local<Context> context = isolate->GetCurrentContext();
  Local<Value> value = args[0];
  bool raw = args[1]->IsTrue();
  args.GetReturnValue().Set(nanoseconds(args[2].As<v8::Uint32>()->Value(), [&] {
    HandleScope scope(isolate);
    writer out(isolate, raw);
    if (!out.run(context, value)) fail("cannot write");
    std::free(out.release().first);
  }));
}

}  // namespace

NODE_MODULE_INIT() {
  NODE_SET_METHOD(exports, "read", read);
  NODE_SET_METHOD(exports, "write", write);
  NODE_SET_METHOD(exports, "timeRead", time_read);
  NODE_SET_METHOD(exports, "timeWrite", time_write);
}
