// The ring-3 programs of user.S, and what they leave behind.
#pragma once

#include "impl/core/types.hpp"

extern "C" {
void user_int_80();
void user_int_40();
void user_int_9();
void user_int3();
void user_int_11();
void user_int_11_shifted();
void user_int_13();
void user_int_18();
void user_divide();
void user_divide_at();
void user_ud2();
void user_hlt();
void user_bad_selector();
void user_read_unmapped();
void user_write_kernel();
void user_read_switcher();
void user_float();
void user_spin();
void user_tf_fault();
void user_tf_fault_at();
void user_nt_call();
void user_timed_80();
void user_timed_9();
void user_timed_nothing();
extern volatile lguest::u32 user_result;
}

namespace lguest::metal {

[[nodiscard]] inline u32 address_of(void (*code)()) {
    return static_cast<u32>(reinterpret_cast<uptr>(code));
}

} // namespace lguest::metal
