#include "model/domain/symbolic.hpp"

#include <optional>
#include <string>

#include "model/domain/symbolic_z3.hpp"

namespace trapspec::model {

namespace symbolic {
namespace {

using Implementation = Session::Implementation;

z3::expr to_expression(Implementation& session, Term term, unsigned width) {
    if (term.node != nullptr) {
        return term.node->expression;
    }
    if (width == bool_width) {
        return session.context.bool_val(term.literal != 0);
    }
    return session.context.bv_val(term.literal, width);
}

bool is_literal(Term term) {
    return term.node == nullptr;
}
bool is_literal(Term term, std::uint64_t value) {
    return term.node == nullptr && term.literal == value;
}

bool same(Term a, Term b) {
    if (is_literal(a) || is_literal(b)) {
        return is_literal(a) && is_literal(b) && a.literal == b.literal;
    }
    return z3::eq(a.node->expression, b.node->expression);
}

std::uint64_t ones(unsigned width) {
    return width == bool_width ? 1 : arithmetic::mask(width);
}

std::uint64_t fold(Operation operation, unsigned width, std::uint64_t a, std::uint64_t b) {
    switch (operation) {
    case Operation::bit_and:
        return a & b;
    case Operation::bit_or:
        return a | b;
    case Operation::bit_xor:
        return a ^ b;
    case Operation::bit_not:
        return ~a & ones(width);
    case Operation::add:
        return arithmetic::wrap(a + b, width);
    case Operation::subtract:
        return arithmetic::wrap(a - b, width);
    case Operation::shift_left:
        return arithmetic::shift_left(a, b, width);
    case Operation::shift_right:
        return arithmetic::shift_right(a, b, width);
    case Operation::equal:
        return a == b ? 1 : 0;
    case Operation::unsigned_less:
        return a < b ? 1 : 0;
    case Operation::unsigned_less_equal:
        return a <= b ? 1 : 0;
    case Operation::signed_less:
        return arithmetic::as_signed(a, width) < arithmetic::as_signed(b, width) ? 1 : 0;
    }
    return 0;
}

/// What needs no new term: x & 0, x | x, a == a. Keeps the terms of a rule with mostly literal state small.
std::optional<Term> identity(Operation operation, unsigned width, Term a, Term b) {
    const std::uint64_t all = ones(width);
    switch (operation) {
    case Operation::bit_and:
        if (is_literal(a, 0) || is_literal(b, all) || same(a, b)) {
            return a;
        }
        return is_literal(b, 0) || is_literal(a, all) ? std::optional(b) : std::nullopt;
    case Operation::bit_or:
        if (is_literal(a, all) || is_literal(b, 0) || same(a, b)) {
            return a;
        }
        return is_literal(b, all) || is_literal(a, 0) ? std::optional(b) : std::nullopt;
    case Operation::add:
        if (is_literal(b, 0)) {
            return a;
        }
        return is_literal(a, 0) ? std::optional(b) : std::nullopt;
    case Operation::subtract:
        return is_literal(b, 0) ? std::optional(a) : std::nullopt;
    case Operation::equal:
    case Operation::unsigned_less_equal:
        return same(a, b) ? std::optional(Term{nullptr, 1}) : std::nullopt;
    default:
        return std::nullopt;
    }
}

z3::expr build(Operation operation, unsigned width, const z3::expr& a, const z3::expr& b) {
    const bool boolean = width == bool_width;
    switch (operation) {
    case Operation::bit_and:
        return boolean ? a && b : a & b;
    case Operation::bit_or:
        return boolean ? a || b : a | b;
    case Operation::bit_xor:
        return boolean ? a != b : a ^ b;
    case Operation::bit_not:
        return boolean ? !a : ~a;
    case Operation::add:
        return a + b;
    case Operation::subtract:
        return a - b;
    case Operation::shift_left:
        return z3::shl(a, b);
    case Operation::shift_right:
        return z3::lshr(a, b);
    case Operation::equal:
        return a == b;
    case Operation::unsigned_less:
        return z3::ult(a, b);
    case Operation::unsigned_less_equal:
        return z3::ule(a, b);
    case Operation::signed_less:
        return z3::slt(a, b);
    }
    return a;
}

Implementation& session_of(Term a, Term b = {}, Term c = {}) {
    return *(a.node != nullptr ? a.node : b.node != nullptr ? b.node : c.node)->session;
}

} // namespace

Term apply(Operation operation, unsigned width, Term a) {
    if (is_literal(a)) {
        return {nullptr, fold(operation, width, a.literal, 0)};
    }
    Implementation& session = session_of(a);
    return {session.keep(build(operation, width, a.node->expression, a.node->expression)), 0};
}

Term apply(Operation operation, unsigned width, Term a, Term b) {
    if (is_literal(a) && is_literal(b)) {
        return {nullptr, fold(operation, width, a.literal, b.literal)};
    }
    if (const std::optional<Term> simple = identity(operation, width, a, b)) {
        return *simple;
    }
    Implementation& session = session_of(a, b);
    return {
        session.keep(build(operation, width, to_expression(session, a, width), to_expression(session, b, width))), 0};
}

Term settled(Term condition) {
    if (is_literal(condition) || !condition.node->session->settles_conditions) {
        return condition;
    }
    const z3::expr& expression = condition.node->expression;
    const auto [known, is_new] = condition.node->session->settled.try_emplace(expression.id(), condition);
    if (is_new) {
        const z3::expr simple = expression.simplify();
        if (simple.is_true() || simple.is_false()) {
            known->second = {nullptr, simple.is_true() ? 1U : 0U};
        }
    }
    return known->second;
}

namespace {
Term choose_as_it_is(unsigned width, Term condition, Term a, Term b) {
    if (is_literal(condition)) {
        return condition.literal != 0 ? a : b;
    }
    Implementation& session = session_of(condition);
    return {session.keep(z3::ite(
                condition.node->expression, to_expression(session, a, width), to_expression(session, b, width))),
        0};
}
} // namespace

Term choose(unsigned width, Term condition, Term a, Term b) {
    return same(a, b) ? a : choose_as_it_is(width, settled(condition), a, b);
}

Term zero_extend(unsigned from, unsigned to, Term a) {
    if (is_literal(a) || from == to) {
        return a;
    }
    return {session_of(a).keep(z3::zext(a.node->expression, to - from)), 0};
}

Term sign_extend(unsigned from, unsigned to, Term a) {
    if (is_literal(a)) {
        return {nullptr, arithmetic::wrap(static_cast<std::uint64_t>(arithmetic::as_signed(a.literal, from)), to)};
    }
    return from == to ? a : Term{session_of(a).keep(z3::sext(a.node->expression, to - from)), 0};
}

Term slice(unsigned width, unsigned high, unsigned low, Term a) {
    if (is_literal(a)) {
        return {nullptr, arithmetic::wrap(a.literal >> low, high - low + 1)};
    }
    if (low == 0 && high + 1 == width) {
        return a;
    }
    return {session_of(a).keep(a.node->expression.extract(high, low)), 0};
}

Term join(unsigned high_width, Term high, unsigned low_width, Term low) {
    if (is_literal(high) && is_literal(low)) {
        return {nullptr, (high.literal << low_width) | low.literal};
    }
    Implementation& session = session_of(high, low);
    return {
        session.keep(z3::concat(to_expression(session, high, high_width), to_expression(session, low, low_width))), 0};
}

namespace {

/// base + constant, as the rules build an address.
struct Sum {
    Term base;
    std::uint64_t constant = 0;
};

Sum sum(Term term) {
    if (is_literal(term)) {
        return {Term{}, term.literal};
    }
    Implementation& session = *term.node->session;
    z3::expr base = term.node->expression;
    std::uint64_t constant = 0;
    while (base.is_app() && base.num_args() == 2) {
        const Z3_decl_kind kind = base.decl().decl_kind();
        std::uint64_t literal = 0;
        if ((kind != Z3_OP_BADD && kind != Z3_OP_BSUB) || !base.arg(1).is_numeral_u64(literal)) {
            break;
        }
        constant += kind == Z3_OP_BADD ? literal : std::uint64_t{0} - literal;
        base = base.arg(0);
    }
    return {Term{session.keep(base), 0}, constant};
}

} // namespace

Bits<8> Memory::byte_at(Bits<32> address) const {
    Bits<8> value = array_ == nullptr ? Bits<8>(0)
                                      : Bits<8>::of(Term{array_->session->keep(z3::select(array_->expression,
                                                             to_expression(*array_->session, address.term(), 32))),
                                            0});
    for (const auto* item : log_.items()) {
        const Write& write = item->entry;
        Bits<32> offset = address - write.address;
        if (!offset.is_literal()) {
            // Two addresses that differ by a constant are the common case, and then no choice is left.
            const Sum a = sum(address.term());
            const Sum b = sum(write.address.term());
            if (same(a.base, b.base)) {
                offset = Bits<32>::of(a.constant - b.constant);
            }
        }
        for (unsigned i = 0; i < write.bytes; ++i) {
            const Bits<8> byte = trunc<8>(lshr(write.value, Bits<32>::of(std::uint64_t{8} * i)));
            const Bool written = item->guard & (offset == Bits<32>::of(i));
            value = Bits<8>::of(choose_as_it_is(8, written.term(), byte.term(), value.term()));
        }
    }
    return value;
}

Memory Memory::merge(Bool condition, const Memory& then, const Memory& otherwise) {
    Memory result = then;
    result.log_ = Guarded_log<Write>::merge(condition, then.log_, otherwise.log_);
    return result;
}

Bits<64> Table::get(Bits<8> index) const {
    Bits<64> value = array_ == nullptr ? Bits<64>(0)
                                       : Bits<64>::of(Term{array_->session->keep(z3::select(array_->expression,
                                                               to_expression(*array_->session, index.term(), 8))),
                                             0});
    for (const auto* item : log_.items()) {
        value = ite(item->guard & (item->entry.index == index), item->entry.value, value);
    }
    return value;
}

Table Table::merge(Bool condition, const Table& then, const Table& otherwise) {
    Table result = then;
    result.log_ = Guarded_log<Change>::merge(condition, then.log_, otherwise.log_);
    return result;
}

} // namespace symbolic

Session::Session() : implementation_(std::make_unique<Implementation>()) {}
Session::~Session() = default;

void Session::settle_conditions() {
    implementation_->settles_conditions = true;
}

symbolic::Term Session::variable(std::string_view name, unsigned width) {
    z3::context& context = implementation_->context;
    const std::string owned(name);
    return {implementation_->keep(width == symbolic::bool_width ? context.bool_const(owned.c_str())
                                                                : context.bv_const(owned.c_str(), width)),
        0};
}

symbolic::Term Session::lift(symbolic::Term value, unsigned width) {
    return {implementation_->keep(expression(*this, value, width)), 0};
}

symbolic::Memory Session::memory(std::string_view name) {
    z3::context& context = implementation_->context;
    return symbolic::Memory(implementation_->keep(
        context.constant(std::string(name).c_str(), context.array_sort(context.bv_sort(32), context.bv_sort(8)))));
}

symbolic::Table Session::table(std::string_view name) {
    z3::context& context = implementation_->context;
    return symbolic::Table(implementation_->keep(
        context.constant(std::string(name).c_str(), context.array_sort(context.bv_sort(8), context.bv_sort(64)))));
}

z3::expr expression(Session& session, symbolic::Term term, unsigned width) {
    return symbolic::to_expression(session.implementation(), term, width);
}

namespace {

z3::expr initial(Session& session, const symbolic::Node* array, unsigned index_width, unsigned value_width) {
    z3::context& context = session.implementation().context;
    return array != nullptr ? array->expression
                            : z3::const_array(context.bv_sort(index_width), context.bv_val(0, value_width));
}

} // namespace

z3::expr expression(Session& session, const symbolic::Memory& memory) {
    z3::expr array = initial(session, memory.array(), 32, 8);
    for (const auto* item : memory.log().items()) {
        z3::expr written = array;
        for (unsigned i = 0; i < item->entry.bytes; ++i) {
            const symbolic::Bits<8> byte =
                trunc<8>(lshr(item->entry.value, symbolic::Bits<32>::of(std::uint64_t{8} * i)));
            const z3::expr address = expression(session, item->entry.address + symbolic::Bits<32>::of(i));
            written = z3::store(written, address, expression(session, byte));
        }
        array = z3::ite(expression(session, item->guard), written, array);
    }
    return array;
}

z3::expr expression(Session& session, const symbolic::Table& table) {
    z3::expr array = initial(session, table.array(), 8, 64);
    for (const auto* item : table.log().items()) {
        const z3::expr changed =
            z3::store(array, expression(session, item->entry.index), expression(session, item->entry.value));
        array = z3::ite(expression(session, item->guard), changed, array);
    }
    return array;
}

symbolic::Term term(Session& session, const z3::expr& expression) {
    std::uint64_t literal = 0;
    if (expression.is_bv() && expression.is_numeral_u64(literal)) {
        return {nullptr, literal};
    }
    if (expression.is_true() || expression.is_false()) {
        return {nullptr, expression.is_true() ? 1U : 0U};
    }
    return {session.implementation().keep(expression), 0};
}

} // namespace trapspec::model
