#include "impl/metal/guest_memory.hpp"

#include "impl/core/guest.hpp"
#include "impl/core/x86.hpp"
#include "impl/metal/recorder.hpp"

namespace lguest::metal {
namespace {

u32 address_of(const Guest& guest, const void* pointer) {
    return static_cast<u32>(reinterpret_cast<uptr>(pointer) - reinterpret_cast<uptr>(guest.memory));
}

bool is_there(const Guest& guest, u32 address, u32 length) {
    return u64{address} + length <= u64{guest.pfn_limit} << page_shift;
}

} // namespace

bool read_guest_memory(const Guest& guest, const void* from, void* to, u32 length) {
    if (!is_there(guest, address_of(guest, from), length))
        return false;
    __builtin_memcpy(to, from, length);
    return true;
}

bool write_guest_memory(Guest& guest, void* to, const void* from, u32 length) {
    const u32 address = address_of(guest, to);
    if (!is_there(guest, address, length))
        return false;
    __builtin_memcpy(to, from, length);
    host_wrote(guest, address, length);
    return true;
}

} // namespace lguest::metal
