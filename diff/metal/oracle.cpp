#include "diff/metal/oracle.hpp"

#include <algorithm>

#include "diff/metal/bochs_oracle.hpp"
#include "diff/metal/qemu_oracle.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::diff::metal {

Descriptors Oracle::descriptors() const {
    Descriptors table;
    for (std::size_t slot = 0; slot < table.size(); ++slot) {
        std::copy(std::begin(header().gdt[slot]), std::end(header().gdt[slot]), table[slot].begin());
    }
    return table;
}

std::unique_ptr<Oracle> start_oracle(const Boot& boot, const Descriptors& descriptors) {
    if (const std::string why = why_missing(boot.machine); !why.empty()) {
        throw System_error(why);
    }
    Boot oracle = boot;
    oracle.scenario = "oracle";
    oracle.records = true;
    if (boot.machine == Machine::bochs) {
        return std::make_unique<Bochs_oracle>(oracle, descriptors);
    }
    return std::make_unique<Qemu_oracle>(oracle, descriptors);
}

} // namespace trapspec::diff::metal
