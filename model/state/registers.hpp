// The Guest's register block as the Host saves it: R-SW-1 fills it, R-PUSH changes it. All 32 bits wide; selectors sit
// in the low 16. The last five are what the CPU pushes on a change of ring.
#pragma once

#include "model/domain/domain.hpp"
#include "model/state/fields.hpp"

namespace trapspec::model {

template <Domain D>
struct Registers {
    Bits<D, 32> eax{}, ebx{}, ecx{}, edx{}, esi{}, edi{}, ebp{};
    Bits<D, 32> gs{}, fs{}, ds{}, es{};
    Bits<D, 32> trapnum{}; ///< vector that ended the Guest's run; 256 before any did
    Bits<D, 32> errcode{};
    Bits<D, 32> eip{}, cs{}, eflags{}, esp{}, ss{};

    static constexpr auto fields() {
        using R = Registers;
        return std::tuple{field("eax", &R::eax),
            field("ebx", &R::ebx),
            field("ecx", &R::ecx),
            field("edx", &R::edx),
            field("esi", &R::esi),
            field("edi", &R::edi),
            field("ebp", &R::ebp),
            field("gs", &R::gs),
            field("fs", &R::fs),
            field("ds", &R::ds),
            field("es", &R::es),
            field("trapnum", &R::trapnum),
            field("errcode", &R::errcode),
            field("eip", &R::eip),
            field("cs", &R::cs),
            field("eflags", &R::eflags),
            field("esp", &R::esp),
            field("ss", &R::ss)};
    }
};

} // namespace trapspec::model
