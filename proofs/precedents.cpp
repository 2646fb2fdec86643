#include "proofs/precedents.hpp"

namespace trapspec::proofs {

namespace {

z3::expr_vector translated(z3::context& context, const z3::expr_vector& question) {
    return {context, question};
}

bool same(const z3::expr_vector& a, const z3::expr_vector& b) {
    bool equal = a.size() == b.size();
    for (unsigned i = 0; equal && i < a.size(); ++i) {
        equal = z3::eq(a[static_cast<int>(i)], b[static_cast<int>(i)]);
    }
    return equal;
}

} // namespace

std::optional<Precedents::Decision> Precedents::find(const Name& name, const z3::expr_vector& question) {
    const std::scoped_lock lock(mutex_);
    const auto [first, last] = decided_.equal_range(name);
    if (first == last) {
        return {};
    }
    const z3::expr_vector here = translated(context_, question);
    for (auto each = first; each != last; ++each) {
        if (same(each->second.question, here)) {
            return each->second.decision;
        }
    }
    return {};
}

void Precedents::add(const Name& name, const z3::expr_vector& question, Decision decision) {
    const std::scoped_lock lock(mutex_);
    decided_.emplace(name, Precedent{translated(context_, question), std::move(decision)});
}

} // namespace trapspec::proofs
