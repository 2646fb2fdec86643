#include <vector>

#include "proofs/theorems/subjects.hpp"

namespace trapspec::proofs {

std::span<const Theorem> registry() {
    static const std::vector<Theorem> all = [] {
        std::vector<Theorem> theorems;
        for (const auto subject : {vetting_theorems(),
                 installing_theorems(),
                 ownership_theorems(),
                 stub_theorems(),
                 trap_theorems(),
                 entry_theorems(),
                 return_theorems(),
                 iret_theorems(),
                 as_trap_theorems(),
                 refinement_theorems(),
                 pending_theorems(),
                 delivery_theorems(),
                 memory_theorems(),
                 data_page_theorems(),
                 call_theorems(),
                 kill_theorems(),
                 beginning_theorems(),
                 hypercall_theorems(),
                 run_loop_theorems()}) {
            theorems.insert(theorems.end(), subject.begin(), subject.end());
        }
        return theorems;
    }();
    return all;
}

} // namespace trapspec::proofs
