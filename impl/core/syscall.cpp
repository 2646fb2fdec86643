#include "impl/core/syscall.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/guest.hpp"
#include "impl/core/host.hpp"
#include "impl/core/memory.hpp"
#include "impl/core/services.hpp"

namespace lguest {

// R-SYS-1
bool could_be_syscall(const Host& host, u32 vector) {
    return vector == syscall_vector_linux || vector == host.syscall_vector;
}

// R-SYS-2
bool check_syscall_vector(const Guest& guest) {
    u32 vector;
    return read_data(guest, &Lguest_data::syscall_vec, vector) && could_be_syscall(*guest.host, vector);
}

// R-SYS-3: 0x80 is the Host's own system call, so nobody else can have it.
u32 init_interrupts(const Host& host) {
    const u32 vector = host.syscall_vector;
    const bool in_range = vector >= first_syscall_vector && vector <= last_syscall_vector;
    if (!in_range && host.rules.syscall_vector_in_range) {
        log("syscall vector is an exception or a virtual interrupt", vector);
        return 0u - error_invalid;
    }
    if (vector == syscall_vector_linux)
        return 0;
    if (is_vector_used(vector) || is_percpu_irq_vector(vector)) {
        log("couldn't reserve syscall", vector);
        return 0u - error_busy;
    }
    mark_vector(vector);
    return 0;
}

// R-SYS-4
void free_interrupts(const Host& host) {
    if (host.syscall_vector != syscall_vector_linux)
        unmark_vector(host.syscall_vector);
}

} // namespace lguest
