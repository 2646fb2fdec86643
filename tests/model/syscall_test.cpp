// R-SYS-1 to R-SYS-4: system-call vectors.
#include "model/lguest/syscall.hpp"

#include "tests/support/checks.hpp"

namespace trapspec::test {
namespace {

TEST(Syscall, R_SYS_1_exactly_0x80_and_the_second_vector) {
    Machine m = legal_guest();
    for (uint32_t second = 0; second <= 300; ++second) {
        m.syscall_vector = Word::of(second);
        for (uint32_t n = 0; n <= 600; ++n) {
            ASSERT_EQ(model::could_be_syscall(m, Word::of(n)).host(), n == 128 || n == second);
        }
    }
    m.syscall_vector = Word(0x40);
    EXPECT_FALSE(model::could_be_syscall(m, Word(0x80000040u)).host());
    EXPECT_FALSE(model::could_be_syscall(m, Word(0x00010080u)).host());
}

TEST(Syscall, R_SYS_2_asks_the_guest) {
    for (const auto& [asked, second, expected] : {std::tuple{0x80U, 0x80U, 1U},
             std::tuple{0x80U, 0x40U, 1U},
             std::tuple{0x40U, 0x40U, 1U},
             std::tuple{0x40U, 0x80U, 0U},
             std::tuple{0U, 0x80U, 0U},
             std::tuple{0U, 0U, 1U},
             std::tuple{0x180U, 0x80U, 0U}}) {
        Machine m = legal_guest();
        m.syscall_vector = Word::of(second);
        set_shared(m, shared::syscall_vec, asked);
        const Snapshot before(m);
        happens(m, Event_kind::check_syscall_vector);
        EXPECT_EQ(m.outcome.result.host(), expected) << asked << " " << second;
        EXPECT_EQ(before.changes(m), expected != 0 ? Names{"result"} : Names{});
        EXPECT_TRUE(fired(m, {Rule::sys_2_read}));
    }
}

TEST(Syscall, R_SYS_2_unreadable_is_false_and_no_kill) {
    Machine no_page = legal_guest();
    no_page.guest.initialised = Flag(false);
    Machine fault = legal_guest();
    set_faults(fault, shared::syscall_vec.fault, 0);
    Machine hole = legal_guest();
    set_faults(hole, 0, 0, 3, 1);
    for (Machine* m : {&no_page, &fault, &hole}) {
        happens(*m, Event_kind::check_syscall_vector);
        EXPECT_EQ(m->outcome.result.host(), 0U);
        EXPECT_TRUE(fired(*m, {Rule::sys_2_unreadable}));
        EXPECT_TRUE(alive(*m));
    }
}

TEST(Syscall, R_SYS_3_every_combination) {
    for (const uint32_t second : {0x80U, 0x40U, 0x10U, 300U}) {
        for (unsigned bits = 0; bits < 8; ++bits) {
            const bool used = (bits & 1) != 0;
            const bool percpu = (bits & 2) != 0;
            const bool reserved = (bits & 4) != 0;
            Machine m = legal_guest();
            m.syscall_vector = Word::of(second);
            m.host.syscall_vector_reserved = Flag(reserved);
            const Snapshot before(m);
            happens(m, Event_kind::init_interrupts, {used ? 1U : 0U, percpu ? 1U : 0U});
            const bool busy = second != 0x80 && (used || percpu || reserved);
            EXPECT_EQ(m.outcome.result.host(), busy ? minus_ebusy : 0);
            EXPECT_EQ(m.outcome.logged.host(), busy);
            EXPECT_EQ(m.host.syscall_vector_reserved.host(), second == 0x80 ? reserved : reserved || !busy);
            EXPECT_TRUE(fired(m,
                {second == 0x80 ? Rule::sys_3_default
                    : busy      ? Rule::sys_3_busy
                                : Rule::sys_3_reserved}));
            EXPECT_LE(before.changes(m).size(), 2U);
        }
    }
}

TEST(Syscall, R_SYS_3_R_SYS_4_reserve_refuse_free_reserve) {
    Machine m = legal_guest();
    m.syscall_vector = Word(0x40);
    happens(m, Event_kind::init_interrupts, {0, 0});
    EXPECT_EQ(m.outcome.result.host(), 0U);
    happens(m, Event_kind::init_interrupts, {0, 0});
    EXPECT_EQ(m.outcome.result.host(), minus_ebusy);
    happens(m, Event_kind::start_guest, {64, 64}); // host-wide: another Guest changes nothing
    EXPECT_TRUE(m.host.syscall_vector_reserved.host());
    happens(m, Event_kind::free_interrupts);
    EXPECT_FALSE(m.host.syscall_vector_reserved.host());
    EXPECT_TRUE(fired(m, {Rule::sys_4_freed}));
    happens(m, Event_kind::init_interrupts, {0, 0});
    EXPECT_EQ(m.outcome.result.host(), 0U);
}

TEST(Syscall, R_SYS_4_leaves_linux_own_vector_alone) {
    Machine m = legal_guest();
    m.host.syscall_vector_reserved = Flag(true);
    const Snapshot before(m);
    happens(m, Event_kind::free_interrupts);
    EXPECT_EQ(before.changes(m), Names{});
    EXPECT_TRUE(not_fired(m, {Rule::sys_4_freed}));
}

} // namespace
} // namespace trapspec::test
