#include "tests/laws/store_programs.hpp"

namespace trapspec::test {

using model::arm;
using model::Concrete;
using model::otherwise;
using model::Symbolic;

Program random_program(Random& random, unsigned length, unsigned depth) {
    Program program;
    for (unsigned i = 0; i < length; ++i) {
        Statement statement{};
        statement.kind = static_cast<Statement::Kind>(random.below(depth > 0 ? 7 : 5));
        statement.bytes = 1 + random.below(4);
        statement.input = random.below(input_count);
        statement.other_input = random.below(input_count);
        if (statement.kind == Statement::Kind::when || statement.kind == Statement::Kind::decide) {
            statement.then = random_program(random, 2, depth - 1);
        }
        if (statement.kind == Statement::Kind::decide) {
            statement.second = random_program(random, 2, depth - 1);
            statement.last = random_program(random, 1, depth - 1);
        }
        program.push_back(statement);
    }
    return program;
}

namespace {

template <unsigned Bytes, class D>
void store_or_load(Stores<D>& m, const Statement& s, const Inputs<D>& in) {
    const auto address = in.addresses[s.input];
    if (s.kind == Statement::Kind::store) {
        m.memory.template store<Bytes>(address, trunc<8 * Bytes>(in.values[s.other_input] + m.word));
    } else {
        m.word = m.word ^ zext<32>(m.memory.template load<Bytes>(address));
    }
}

template <class D>
void access(Stores<D>& m, const Statement& s, const Inputs<D>& in) {
    switch (s.bytes) {
    case 1:
        return store_or_load<1>(m, s, in);
    case 2:
        return store_or_load<2>(m, s, in);
    case 3:
        return store_or_load<3>(m, s, in);
    default:
        return store_or_load<4>(m, s, in);
    }
}

template <class D>
void branch(Stores<D>& m, const Statement& s, const Inputs<D>& in) {
    const Statement* const program = &s;
    const Inputs<D>* const inputs = &in;
    const auto arm_of = [=](const Program Statement::*part, std::uint32_t answer) {
        return [=](auto& m) {
            run(m, program->*part, *inputs);
            return model::Bits<D, 32>::of(answer);
        };
    };
    const auto answer = decide(m,
        arm(Arm_id::two, in.conditions[s.input], arm_of(&Statement::then, 0x11)),
        arm(Arm_id::three, in.conditions[s.other_input] & m.flag, arm_of(&Statement::second, 0x2200)),
        otherwise(Arm_id::four, arm_of(&Statement::last, 0x330000)));
    m.word = m.word + answer;
}

} // namespace

template <class D>
void run(Stores<D>& m, const Program& program, const Inputs<D>& inputs) {
    for (const Statement& s : program) {
        switch (s.kind) {
        case Statement::Kind::store:
        case Statement::Kind::load:
            access(m, s, inputs);
            break;
        case Statement::Kind::set:
            m.table.set(inputs.slots[s.input], concat(inputs.values[s.other_input], m.word));
            break;
        case Statement::Kind::get:
            m.word = m.word + trunc<32>(m.table.get(inputs.slots[s.input]));
            break;
        case Statement::Kind::assign:
            m.half = trunc<16>(m.word) ^ m.half;
            m.flag = ult(m.word, inputs.values[s.input]) ^ m.flag;
            m.fired.add(Arm_id::five);
            break;
        case Statement::Kind::when: {
            const Statement* const body = &s;
            const Inputs<D>* const in = &inputs;
            when(m, Arm_id::one, inputs.conditions[s.input], [=](auto& m) { run(m, body->then, *in); });
            break;
        }
        case Statement::Kind::decide:
            branch(m, s, inputs);
            break;
        }
    }
}

template void run(Stores<Concrete>&, const Program&, const Inputs<Concrete>&);
template void run(Stores<Symbolic>&, const Program&, const Inputs<Symbolic>&);

} // namespace trapspec::test
