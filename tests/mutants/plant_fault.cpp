// plant_fault ROOT NAME FILE: writes the source with the fault of that name into FILE.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>

#include "diff/mutants/fault.hpp"

int main(int argc, char** argv) {
    using namespace trapspec::diff::mutants;
    if (argc != 4) {
        std::cerr << "usage: plant_fault ROOT NAME FILE\n";
        return 2;
    }
    const std::filesystem::path root = argv[1];
    const auto faults = all_faults(root);
    const auto fault =
        std::find_if(faults.begin(), faults.end(), [&](const Fault& each) { return each.name == argv[2]; });
    if (fault == faults.end()) {
        std::cerr << "plant_fault: there is no fault \"" << argv[2] << "\"\n";
        return 2;
    }
    std::ifstream original(root / fault->file, std::ios::binary);
    const std::string source{std::istreambuf_iterator<char>(original), {}};
    std::ofstream mutant(argv[3], std::ios::binary);
    mutant << with_fault(source, *fault);
    return mutant.flush() ? 0 : 2;
}
