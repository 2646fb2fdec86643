#include "impl/core/guest.hpp"

namespace lguest {

void kill(Guest& guest, Reason reason, u32 first, u32 second, u32 third) {
    if (is_dead(guest))
        return;
    guest.death.reason = reason;
    guest.death.numbers[0] = first;
    guest.death.numbers[1] = second;
    guest.death.numbers[2] = third;
}

} // namespace lguest
