// A document: one value graph, the memory that it lies in, and nothing else.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <clonewire/detail/layout.hpp>
#include <clonewire/error.hpp>

namespace clonewire {

class value;

namespace detail {
class store;
}

}  // namespace clonewire

// So that documents can be moved without a call, though what they own is not known here.
template <>
struct std::default_delete<clonewire::detail::store> {
  void operator()(clonewire::detail::store* p) const noexcept;
};

namespace clonewire {

/// Owns one arena and every value in it. Move-only; values (`clonewire::value`) are handles into it and must not
/// outlive it. Immutable once made, so that any number of threads may read it. Destruction frees everything at once.
class document {
 public:
  /// An empty document whose root is absent.
  document() noexcept = default;
  document(document&&) noexcept = default;
  document& operator=(document&&) noexcept = default;
  document(const document&) = delete;
  document& operator=(const document&) = delete;
  ~document() = default;

  /// The outermost value.
  value root() const noexcept;

  /// How many objects (values with identity) the document holds, those no longer reachable included.
  std::uint32_t object_count() const noexcept;

  /// Memory that the document holds, in bytes; a borrowed input is not counted.
  std::uint64_t memory_bytes() const noexcept;

  /// Bytes of the input that the value took, header included; the rest, if any, was trailing. 0 for built documents.
  std::uint64_t consumed_bytes() const noexcept;

  /// What the reader had to choose or leave out, in words: an ambiguous dialect, properties that the kind cannot keep.
  const std::vector<std::string>& notes() const noexcept;

  /// Keeps `owner` alive as long as the document: for an input that the document borrows from.
  void keep_alive(std::shared_ptr<const void> owner);

  /// For formats and bindings: the storage itself.
  detail::store& store() noexcept { return *store_; }
  const detail::store& store() const noexcept { return *store_; }
  explicit document(std::unique_ptr<detail::store> store) noexcept : store_(std::move(store)) {}

 private:
  std::unique_ptr<detail::store> store_;  // null only in an empty or moved-from document
};

/// True when both are the same value: same kinds and contents, same sharing, same cycles (graph isomorphism).
/// Two values are equal if and only if their graph notations are equal. Iterative; O(size).
bool operator==(const document& a, const document& b);
bool equal(const value& a, const value& b);

}  // namespace clonewire
