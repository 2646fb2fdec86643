#include "diff/metal/oracle.hpp"

#include "diff/metal/bochs_oracle.hpp"
#include "diff/metal/qemu_oracle.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::diff::metal {

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
