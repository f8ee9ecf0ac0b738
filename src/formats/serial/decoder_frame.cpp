#include "formats/serial/decoder_frame.hpp"

#include "graph/path.hpp"

namespace clonewire::formats::serial {

std::string path_of(const std::vector<frame>& open, const std::vector<detail::slot>& scratch, bool in_child) {
  std::string path = "$";
  for (std::size_t i = 0; i != open.size(); ++i) {
    const bool is_last = i + 1 == open.size();
    if (is_last && !in_child) break;
    const frame& f = open[i];
    const std::size_t child = is_last ? scratch.size() : open[i + 1].mark;
    switch (f.is) {
      case role::list:
      case role::tuple:
      case role::set: detail::append_index_step(path, child - f.mark); break;
      case role::dict:
        if ((child - f.mark) % 2 == 0) break;  // at a key
        if (f.object->kind == kind::object) {
          detail::append_property_step(path, scratch[child - 1]);
        } else {
          detail::append_map_value_step(path, scratch[child - 1], (child - f.mark - 1) / 2);
        }
        break;
      case role::entry: {
        const std::size_t entry = (f.mark - open[i - 1].mark) / 2;
        if (child == f.mark) {
          detail::append_map_key_step(path, entry);
        } else {
          detail::append_map_value_step(path, scratch[f.mark], entry);
        }
        break;
      }
      case role::object:
      case role::envelope:
      case role::entries: break;
    }
  }
  return path;
}

}  // namespace clonewire::formats::serial
