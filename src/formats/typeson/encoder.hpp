// A document as JSON text with `$types`. One frame for each open container, no recursion.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <clonewire/custom_types.hpp>

#include "formats/host_objects.hpp"
#include "formats/losses.hpp"
#include "formats/open_containers.hpp"
#include "formats/typeson/type_list.hpp"
#include "graph/occurrences.hpp"
#include "graph/store.hpp"
#include "wire/json_writer.hpp"

namespace clonewire::formats::typeson {

inline constexpr const char* use_registry14 = "variant=\"registry14\" carries it";

class encoder {
 public:
  encoder(const value& root, const encode_options& options, std::vector<std::byte>& out);

  result<std::uint64_t> run(const detail::slot& root);

 private:
  using slot = detail::slot;
  using record = detail::record;

  enum class form : std::uint8_t { array, array_as_object, object, map, items, error, fields };

  /// An open container. `next` and `end` count children as detail::append_child_step does.
  struct frame : open_container {
    form as;
    std::size_t mark;            // of the types' path, to go back to
    std::uint32_t stored = 0;    // array: the next of its elements in the record
    bool writes_holes = false;   // array: else they are just left out
    bool in_properties = false;  // array
  };

  /// How an array is written.
  struct array_form {
    bool as_object;
    bool has_named;  // properties
    std::uint32_t holes;
  };

  // ---- the document ----
  bool needs_wrapper(const slot& root) const;
  bool is_json_object(const slot& s) const;
  void begin_object();
  void end_object();
  void check_nameless();

  // ---- values ----
  /// Whether a value gets a type of its own; else it is but JSON.
  bool is_typed(const slot& s) const;
  void write(const slot& s);
  void write_contents(const slot& s);
  void write_number(double v);
  void write_text(const slot& s);
  void write_typed(type t, std::string_view plain_text);
  bool refer(const slot& s);

  // ---- containers ----
  void open(const slot& s, form as, type t, std::uint64_t next, std::uint64_t end);
  void open_array(const slot& s, type t);
  void open_error(const slot& s);
  array_form form_of(const record& array) const;
  void write_numbers(const record& array);
  void step();
  void step_elements(frame& f);
  void step_map(const record& map, std::uint64_t i);
  void step_member(const slot* pair, bool of_object);
  bool may_write_nameless(const slot& member);
  void write_hole(const frame& f, std::uint64_t index);
  void close();
  void close_error(const record& error);
  void add_holes(const frame& f);
  void enter_child();
  void add_type(type t, std::uint8_t detail = 0);
  void add_type_at_child(type t, std::uint8_t detail = 0);

  // ---- leaves (encode_leaves.cpp) ----
  void write_primitive_object(const value& v);
  void write_regexp(const value& v);
  void write_buffer(const slot& s);
  void write_bytes(bytes_view content);
  void write_view(const value& v);
  void write_elements_as_object(const value& v);
  bool names_buffer(std::uint32_t number);
  void write_sizes(std::uint64_t max_byte_length, bool is_resizable);
  bool check_buffer(const value& buffer);
  void write_host(const slot& s);
  void write_custom(const slot& s);
  void write_blob(const blob& content);
  void write_files(const value& v);
  const custom_type* custom_of(const slot& s) const;
  /// A custom type's payload, of several around each other the innermost, or the first that occurs elsewhere too.
  const slot& content_of(const slot& s) const;
  void undefined_member(std::string_view name);
  void key(std::string_view name) { out_.plain_key(name); }
  void integer(std::string_view name, std::uint64_t v) {
    key(name);
    out_.integer(v);
  }

  bool lose(const loss& l) {
    return losses_.lose(l, [this] { return path_of(open_); });
  }

  static constexpr std::uint32_t not_met = 0xffffffff;

  const detail::store* store_;
  const encode_options& options_;
  const bool is_registry14_;
  wire::json_writer out_;
  type_list types_;
  losses losses_;
  detail::occurrences occurrences_;
  std::vector<std::uint32_t> met_;  // by object number: place in `paths_`; empty where nothing occurs twice
  std::vector<std::string> paths_;
  std::vector<std::uint32_t> buffer_places_;  // by object number: what `index` says; empty until there is one
  std::uint32_t buffer_count_ = 0;
  std::vector<frame> open_;
  std::vector<std::string_view> customs_;  // types around the value that comes next, the outermost last
  std::uint64_t holes_ = 0;                // written so far
  std::uint32_t json_depth_ = 0;           // JSON objects open
  bool is_wrapped_ = false;
  bool root_is_custom_ = false;
  bool puts_length_first_ = false;  // structured-json: in views, once an array with named properties came
  bool has_nameless_ = false;  // structured-json: the root has an object named "", whose members have the root's paths
};

/// Platform objects that Typeson has a type for, and that have all its fields. Precondition: host.
bool is_file_list(const value& v);
/// Whether structured-json has a type for such arrays.
constexpr bool is_in_registry3(element_type type) noexcept {
  return type != element_type::float16 && type != element_type::bigint64 && type != element_type::biguint64;
}

result<std::uint64_t> encode(const value& root, const encode_options& options, std::vector<std::byte>& out);

}  // namespace clonewire::formats::typeson
