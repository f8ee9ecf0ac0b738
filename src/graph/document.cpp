#include <utility>

#include <clonewire/document.hpp>
#include <clonewire/value.hpp>

#include "graph/store.hpp"

void std::default_delete<clonewire::detail::store>::operator()(clonewire::detail::store* p) const noexcept {
  delete p;
}

namespace clonewire {

value document::root() const noexcept {
  return store_ ? value(store_.get(), store_->root) : value();
}
std::uint32_t document::object_count() const noexcept {
  return store_ ? store_->object_count() : 0;
}
std::uint64_t document::memory_bytes() const noexcept {
  return store_ ? store_->memory_bytes() : 0;
}
std::uint64_t document::consumed_bytes() const noexcept {
  return store_ ? store_->consumed_bytes : 0;
}

const std::vector<std::string>& document::notes() const noexcept {
  static const std::vector<std::string> none;
  return store_ ? std::as_const(*store_).notes() : none;
}

void document::keep_alive(std::shared_ptr<const void> owner) {
  if (!store_) store_ = std::make_unique<detail::store>();
  store_->keep_alive(std::move(owner));
}

}  // namespace clonewire
