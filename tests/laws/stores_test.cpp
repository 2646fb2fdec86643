// The stores of both domains: what was stored is loaded, and what branches left is merged to what one run leaves.
#include "tests/laws/store_programs.hpp"

#include "tests/laws/values.hpp"

namespace trapspec::test {
namespace {

using model::Bits;
using model::Bool;
using model::Concrete;
using model::Session;
using model::Symbolic;

constexpr std::uint32_t base = 0x0FF8; ///< the programs' addresses: 16 bytes around a page boundary
constexpr std::uint32_t span = 16;

/// Chosen values, as both domains take them.
struct Values {
    explicit Values(Random& random) {
        for (std::size_t i = 0; i < input_count; ++i) {
            conditions[i] = random.one_in(2);
            addresses[i] = base + random.below(span);
            values[i] = random.word();
            slots[i] = random.below(4);
        }
    }

    template <class D>
    [[nodiscard]] Inputs<D> literals() const {
        Inputs<D> inputs;
        for (std::size_t i = 0; i < input_count; ++i) {
            inputs.conditions[i] = Bool<D>(conditions[i]);
            inputs.addresses[i] = Bits<D, 32>::of(std::uint64_t{addresses[i]});
            inputs.values[i] = Bits<D, 32>::of(std::uint64_t{values[i]});
            inputs.slots[i] = Bits<D, 8>::of(std::uint64_t{slots[i]});
        }
        return inputs;
    }

    std::array<bool, input_count> conditions{};
    std::array<std::uint32_t, input_count> addresses{}, values{}, slots{};
};

/// A variable for every input, and their values put in place of them.
class Variables {
public:
    explicit Variables(Session& session) : from_(context(session)), to_(context(session)) {
        for (std::size_t i = 0; i < input_count; ++i) {
            const std::string n = std::to_string(i);
            inputs.conditions[i] = session.boolean("condition" + n);
            inputs.addresses[i] = session.bits<32>("address" + n);
            inputs.values[i] = session.bits<32>("value" + n);
            inputs.slots[i] = session.bits<8>("slot" + n);
        }
    }

    void assign(Session& session, const Values& values) {
        const Inputs<Symbolic> literals = values.literals<Symbolic>();
        const auto put = [&](auto variable, auto literal) {
            from_.push_back(model::expression(session, variable));
            to_.push_back(model::expression(session, literal));
        };
        for (std::size_t i = 0; i < input_count; ++i) {
            put(inputs.conditions[i], literals.conditions[i]);
            put(inputs.addresses[i], literals.addresses[i]);
            put(inputs.values[i], literals.values[i]);
            put(inputs.slots[i], literals.slots[i]);
        }
    }

    template <class Value>
    [[nodiscard]] std::uint64_t operator()(Session& session, Value value) const {
        return number(model::expression(session, value).substitute(from_, to_));
    }

    Inputs<Symbolic> inputs;

private:
    static z3::context& context(Session& session) { return session.implementation().context; }
    z3::expr_vector from_, to_;
};

/// Compares all that a program can touch; `value` tells a symbolic value's number.
template <class Value_of>
void expect_same(const Stores<Concrete>& concrete, const Stores<Symbolic>& symbolic, const Value_of& value) {
    for (std::uint32_t address = base - 8; address < base + span + 8; ++address) {
        ASSERT_EQ(value(symbolic.memory.load<1>(Bits<Symbolic, 32>::of(std::uint64_t{address}))),
            concrete.memory.load<1>(Bits<Concrete, 32>::of(address)).host())
            << address;
    }
    for (std::uint32_t slot = 0; slot < 6; ++slot) {
        ASSERT_EQ(value(symbolic.table.get(Bits<Symbolic, 8>::of(std::uint64_t{slot}))),
            concrete.table.get(Bits<Concrete, 8>::of(slot)).host());
    }
    for (const Arm_id arm : {Arm_id::one, Arm_id::two, Arm_id::three, Arm_id::four, Arm_id::five}) {
        ASSERT_EQ(value(symbolic.fired.has(arm)) != 0, concrete.fired.has(arm)) << static_cast<int>(arm);
    }
    ASSERT_EQ(value(symbolic.word), concrete.word.host());
    ASSERT_EQ(value(symbolic.half), concrete.half.host());
    ASSERT_EQ(value(symbolic.flag) != 0, concrete.flag.host());
}

Stores<Concrete> concrete_run(const Program& program, const Values& values) {
    Stores<Concrete> m;
    m.memory = model::concrete::Memory(0x2000);
    run(m, program, values.literals<Concrete>());
    return m;
}

TEST(Stores, Programs_on_literals) {
    Random random(1);
    for (int i = 0; i < 300; ++i) {
        const Program program = random_program(random, 8, 2);
        const Values values(random);
        Stores<Symbolic> symbolic;
        run(symbolic, program, values.literals<Symbolic>());
        expect_same(concrete_run(program, values), symbolic, [](auto value) { return value_of(value); });
    }
}

TEST(Stores, Programs_on_variables_once_for_several_assignments) {
    Random random(2);
    for (int i = 0; i < 25; ++i) {
        const Program program = random_program(random, 4, 2);
        Session session;
        const Variables variables(session);
        Stores<Symbolic> symbolic;
        run(symbolic, program, variables.inputs);
        for (int j = 0; j < 4; ++j) {
            const Values values(random);
            Variables assigned(session);
            assigned.assign(session, values);
            expect_same(concrete_run(program, values), symbolic, [&](auto value) { return assigned(session, value); });
        }
    }
}

TEST(Stores, Memory_wraps_at_2_to_the_32_in_symbolic) {
    // Concrete has no such memory, and R-MEM-1 keeps rules away; the terms must still mean 32-bit addresses.
    Session session;
    model::symbolic::Memory memory;
    memory.store<4>(session.lift(Bits<Symbolic, 32>(0xFFFFFFFEu)), Bits<Symbolic, 32>(0x44332211u));
    EXPECT_EQ(value_of(memory.load<1>(Bits<Symbolic, 32>(0xFFFFFFFFu))), 0x22U);
    EXPECT_EQ(value_of(memory.load<1>(session.lift(Bits<Symbolic, 32>(0)))), 0x33U);
    EXPECT_EQ(value_of(memory.load<2>(Bits<Symbolic, 32>(0))), 0x4433U);
    EXPECT_EQ(value_of(memory.load<4>(Bits<Symbolic, 32>(0xFFFFFFFEu))), 0x44332211U);
}

TEST(Stores, Load_after_store_for_all_addresses_and_values) {
    Session session;
    auto memory = session.memory("memory");
    const auto before = memory;
    const auto at = session.bits<32>("at");
    const auto other = session.bits<32>("other");
    const auto value = session.bits<32>("value");
    memory.store<4>(at, value);
    EXPECT_TRUE(holds_always(session, memory.load<4>(at) == value));
    EXPECT_TRUE(holds_always(session, memory.load<1>(at + Bits<Symbolic, 32>(3)) == extract<31, 24>(value)));
    const auto apart = ule(Bits<Symbolic, 32>(4), other - at);
    EXPECT_TRUE(holds_always(session, implies(apart, memory.load<1>(other) == before.load<1>(other))));
    EXPECT_FALSE(holds_always(session, memory.load<1>(other) == before.load<1>(other)));
}

TEST(Stores, Get_after_set_for_all_slots) {
    Session session;
    auto table = session.table("table");
    const auto before = table;
    const auto slot = session.bits<8>("slot");
    const auto other = session.bits<8>("other");
    const auto value = session.bits<64>("value");
    table.set(slot, value);
    EXPECT_TRUE(holds_always(session, table.get(slot) == value));
    EXPECT_TRUE(holds_always(session, implies(slot != other, table.get(other) == before.get(other))));
}

TEST(Stores, Branch_that_stores_merges_for_all_conditions) {
    Session session;
    Stores<Symbolic> m;
    m.memory = session.memory("memory");
    const Stores<Symbolic> before = m;
    const auto c = session.boolean("c");
    const auto at = session.bits<32>("at");
    when(m, Arm_id::one, c, [=](auto& m) { m.memory.template store<4>(at, Bits<Symbolic, 32>(7)); });
    const auto seen = m.memory.load<4>(at);
    EXPECT_TRUE(holds_always(session, seen == ite(c, Bits<Symbolic, 32>(7), before.memory.load<4>(at))));
    EXPECT_TRUE(holds_always(session, m.fired.has(Arm_id::one) == c));
}

TEST(Stores, Concrete_log_tells_the_hosts_writes_and_clear_forgets_everything) {
    model::concrete::Memory memory(0x2000);
    memory.store<2>(Bits<Concrete, 32>(0xFFF), Bits<Concrete, 16>(0xABCD));
    memory.poke(0x1800, 4, 1);
    ASSERT_EQ(memory.log().size(), 1U);
    EXPECT_EQ(memory.log().front(), (model::concrete::Memory_write{0xFFF, 2, 0xABCD}));
    memory.clear();
    EXPECT_TRUE(memory.log().empty());
    for (std::uint32_t address = 0; address < 0x2000; ++address) {
        ASSERT_EQ(memory.load<1>(Bits<Concrete, 32>::of(address)).host(), 0U);
    }
    EXPECT_EQ(memory.load<4>(Bits<Concrete, 32>(0x1FFD)).host(), 0U); // outside: nothing there
    memory.store<4>(Bits<Concrete, 32>(0x1FFD), Bits<Concrete, 32>(0xFFFFFFFFu));
    EXPECT_EQ(memory.load<1>(Bits<Concrete, 32>(0x1FFD)).host(), 0U);
}

} // namespace
} // namespace trapspec::test
