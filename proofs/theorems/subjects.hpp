// The theorems by subject, in the order of the registry. See registry.cpp.
#pragma once

#include <span>

#include "proofs/theorem.hpp"

namespace trapspec::proofs {

[[nodiscard]] std::span<const Theorem> vetting_theorems();
[[nodiscard]] std::span<const Theorem> installing_theorems();
[[nodiscard]] std::span<const Theorem> ownership_theorems();
[[nodiscard]] std::span<const Theorem> entry_theorems();
[[nodiscard]] std::span<const Theorem> stub_theorems();
[[nodiscard]] std::span<const Theorem> pending_theorems();
[[nodiscard]] std::span<const Theorem> delivery_theorems();
[[nodiscard]] std::span<const Theorem> kill_theorems();
[[nodiscard]] std::span<const Theorem> memory_theorems();
[[nodiscard]] std::span<const Theorem> data_page_theorems();
[[nodiscard]] std::span<const Theorem> trap_theorems();
[[nodiscard]] std::span<const Theorem> call_theorems();
[[nodiscard]] std::span<const Theorem> beginning_theorems();
[[nodiscard]] std::span<const Theorem> hypercall_theorems();
[[nodiscard]] std::span<const Theorem> run_loop_theorems();
[[nodiscard]] std::span<const Theorem> return_theorems();
[[nodiscard]] std::span<const Theorem> iret_theorems();
[[nodiscard]] std::span<const Theorem> as_trap_theorems();
[[nodiscard]] std::span<const Theorem> refinement_theorems();

} // namespace trapspec::proofs
