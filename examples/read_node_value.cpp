// Reads what Node wrote with v8.serialize, and looks around in it:  read_node_value FOLDER
#include <clonewire/clonewire.hpp>

#include <fstream>
#include <iostream>
#include <iterator>
#include <span>
#include <string>

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : "examples/data";
  std::ifstream file(folder + "/profile.v8", std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});

  try {
    const clonewire::document doc = clonewire::decode(std::as_bytes(std::span(bytes)));  // the format is detected
    const clonewire::value bob = doc.root();

    std::cout << "name: " << bob["name"].get<std::string>() << '\n';
    std::cout << "registered: " << static_cast<long long>(bob["registration_date"].date_value()) << " ms\n";
    for (const clonewire::value group : bob["groups"].as_set()) std::cout << "group: " << group.to_utf8() << '\n';

    // undefined is a value; a property that is not there is none.
    std::cout << "missing is undefined: " << bob["missing"].is(clonewire::kind::undefined) << '\n';
    std::cout << "email is there: " << static_cast<bool>(bob.find("email")) << '\n';

    // Cycles are kept: the pet's owner is the very same object.
    const clonewire::value owner = bob["pets"].at(0)["owner"];
    std::cout << "the pet's owner is Bob: " << (owner.object_number() == bob.object_number()) << '\n';

    // Asking for the wrong kind names the place.
    bob["pets"].at(0)["name"].get<int>();
  } catch (const clonewire::exception& e) {
    std::cout << "error: " << e.what() << '\n';
  }
}
