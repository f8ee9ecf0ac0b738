#include "formats/graph/source.hpp"

#include "wire/base64.hpp"
#include "wire/number_text.hpp"

namespace clonewire::formats::graph {

using wire::json_tree;

bool notation_source::take_apart(index node, parts& p) {
  if (!tree_.is(node, json_tree::kind::object)) return refuse(node, "expected an object with a member \"t\"");
  index unknown = no_node;
  for (index key = node + 1; key != tree_.after(node); key = tree_.after(key + 1)) {
    const std::optional<member> m = member_named(*text_at(key));
    if (!m) {
      if (unknown == no_node) unknown = key;
      continue;
    }
    index& value = p.nodes[static_cast<std::size_t>(*m)];
    if (value != no_node) return fail(key, errc::duplicate_key, "a second member of that name");
    value = key + 1;
  }
  if (p[member::t] == no_node) return refuse(node, "expected an object with a member \"t\"");
  const std::optional<std::string_view> t = text_at(p[member::t]);
  if (!t) return false;
  p.type = type_named(*t, p.element);
  if (p.type == nullptr) return refuse(p[member::t], "no type of that name");

  const bool has_fields = p.type->kind == kind::host;
  const std::uint32_t allowed = members(member::t) | p.type->required | p.type->optional;
  if (unknown != no_node && !has_fields) return refuse(unknown, "no member of this type");
  for (std::size_t i = 0; i != member_count; ++i) {
    const std::uint32_t bit = std::uint32_t{1} << i;
    if (p.nodes[i] == no_node && (p.type->required & bit) != 0) {
      return refuse(node, "a member is missing: " + std::string(member_names[i]));
    }
    if (p.nodes[i] != no_node && (allowed & bit) == 0 && !has_fields) {
      return refuse(p.nodes[i], "no member of this type");
    }
  }
  return true;
}

std::optional<string_data> notation_source::string_at(index node) {
  if (tree_.is(node, json_tree::kind::string)) return content_of(tree_.string(node), unescaped_);
  refuse(node, "expected a string");
  return std::nullopt;
}

std::optional<std::string_view> notation_source::text_at(index node) {
  const std::optional<string_data> s = string_at(node);
  if (!s) return std::nullopt;
  return std::string_view(reinterpret_cast<const char*>(s->bytes.data()), s->bytes.size());
}

std::optional<bool> notation_source::truth_at(index node) {
  if (tree_.is(node, json_tree::kind::boolean)) return tree_.boolean(node);
  refuse(node, "expected true or false");
  return std::nullopt;
}

std::optional<std::uint64_t> notation_source::integer_at(index node, double most) {
  if (tree_.is(node, json_tree::kind::number)) {
    const double v = tree_.number(node);
    if (v >= 0 && v <= most && v == static_cast<double>(static_cast<std::uint64_t>(v))) {
      return static_cast<std::uint64_t>(v);
    }
  }
  refuse(node, "expected an integer from 0 to " + wire::number_text(most));
  return std::nullopt;
}

std::optional<double> notation_source::number_at(index node) {
  const std::optional<std::string_view> text = text_at(node);
  if (!text) return std::nullopt;
  double v;
  if (wire::parse_number(*text, v) && wire::number_text(v) == *text) return v;
  refuse(node, "expected a number as JavaScript writes it");
  return std::nullopt;
}

std::optional<bigint_content> notation_source::bigint_at(index node) {
  const std::optional<std::string_view> text = text_at(node);
  if (!text) return std::nullopt;
  const std::string_view digits = text->substr(text->starts_with('-') ? 1 : 0);
  const bool is_canonical = *text == "0" || !digits.starts_with('0');
  bigint_content v;
  if (is_canonical && wire::parse_bigint(*text, v.negative, v.magnitude)) return v;
  refuse(node, "expected an integer in decimal digits");
  return std::nullopt;
}

std::optional<std::vector<std::uint8_t>> notation_source::bytes_at(index node) {
  const std::optional<std::string_view> text = text_at(node);
  if (!text) return std::nullopt;
  std::vector<std::uint8_t> bytes;
  if (wire::parse_hex(*text, bytes) && wire::hex_text(bytes) == *text) return bytes;
  refuse(node, "expected bytes in lower-case hexadecimal");
  return std::nullopt;
}

bool notation_source::is_list(index node) {
  return tree_.is(node, json_tree::kind::array) || refuse(node, "expected an array");
}

bool notation_source::is_pair(index node) {
  return (tree_.is(node, json_tree::kind::array) && tree_.size(node) == 2) || refuse(node, "expected an array of two");
}

bool notation_source::fail(index node, errc code, std::string detail) {
  if (!failure_) failure_ = error{code, tree_.offset(node), path_of(tree_, node), std::move(detail)};
  return false;
}

}  // namespace clonewire::formats::graph
