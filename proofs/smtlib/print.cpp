#include "proofs/smtlib/print.hpp"

#include <fmt/format.h>

#include <map>
#include <stdexcept>
#include <vector>

namespace trapspec::proofs::smtlib {

namespace {

const std::map<Z3_decl_kind, const char*> operators{
    {Z3_OP_TRUE, "true"},
    {Z3_OP_FALSE, "false"},
    {Z3_OP_AND, "and"},
    {Z3_OP_OR, "or"},
    {Z3_OP_NOT, "not"},
    {Z3_OP_XOR, "xor"},
    {Z3_OP_IMPLIES, "=>"},
    {Z3_OP_EQ, "="},
    {Z3_OP_IFF, "="},
    {Z3_OP_DISTINCT, "distinct"},
    {Z3_OP_ITE, "ite"},
    {Z3_OP_BNEG, "bvneg"},
    {Z3_OP_BADD, "bvadd"},
    {Z3_OP_BSUB, "bvsub"},
    {Z3_OP_BMUL, "bvmul"},
    {Z3_OP_BAND, "bvand"},
    {Z3_OP_BOR, "bvor"},
    {Z3_OP_BXOR, "bvxor"},
    {Z3_OP_BNOT, "bvnot"},
    {Z3_OP_BSHL, "bvshl"},
    {Z3_OP_BLSHR, "bvlshr"},
    {Z3_OP_BASHR, "bvashr"},
    {Z3_OP_ULT, "bvult"},
    {Z3_OP_ULEQ, "bvule"},
    {Z3_OP_UGT, "bvugt"},
    {Z3_OP_UGEQ, "bvuge"},
    {Z3_OP_SLT, "bvslt"},
    {Z3_OP_SLEQ, "bvsle"},
    {Z3_OP_SGT, "bvsgt"},
    {Z3_OP_SGEQ, "bvsge"},
    {Z3_OP_CONCAT, "concat"},
    {Z3_OP_SELECT, "select"},
    {Z3_OP_STORE, "store"},
};

/// Operators that SMT-LIB defines for two arguments only, though Z3 takes more.
bool is_binary(Z3_decl_kind kind) {
    switch (kind) {
    case Z3_OP_CONCAT:
    case Z3_OP_BADD:
    case Z3_OP_BMUL:
    case Z3_OP_BAND:
    case Z3_OP_BOR:
    case Z3_OP_BXOR:
        return true;
    default:
        return false;
    }
}

class Printer {
public:
    std::string print(const z3::expr& root) {
        count_uses(root);
        const std::string body = text_of(root);
        // Bindings of one depth do not mention each other, so they share a let: the nesting stays shallow.
        std::string text = body;
        for (auto level = bindings_.rbegin(); level != bindings_.rend(); ++level) {
            std::string bound;
            for (const std::string& binding : level->second) {
                bound += binding;
            }
            text = fmt::format("(let ({})\n{})", bound, text);
        }
        return text;
    }

private:
    void count_uses(const z3::expr& root) {
        std::vector<z3::expr> pending{root};
        while (!pending.empty()) {
            const z3::expr term = pending.back();
            pending.pop_back();
            if (uses_[term.id()]++ > 0) {
                continue;
            }
            for (unsigned i = 0; i < term.num_args(); ++i) {
                pending.push_back(term.arg(i));
            }
        }
    }

    struct Printed {
        std::string text;
        unsigned depth; ///< of let bindings below it
    };

    std::string text_of(const z3::expr& root) {
        std::vector<z3::expr> pending{root};
        while (!pending.empty()) {
            const z3::expr term = pending.back();
            if (printed_.contains(term.id())) {
                pending.pop_back();
                continue;
            }
            bool ready = true;
            for (unsigned i = 0; i < term.num_args(); ++i) {
                if (!printed_.contains(term.arg(i).id())) {
                    pending.push_back(term.arg(i));
                    ready = false;
                }
            }
            if (ready) {
                pending.pop_back();
                printed_.emplace(term.id(), bind(term));
            }
        }
        return printed_.at(root.id()).text;
    }

    Printed bind(const z3::expr& term) {
        Printed printed{application(term), 0};
        for (unsigned i = 0; i < term.num_args(); ++i) {
            printed.depth = std::max(printed.depth, printed_.at(term.arg(i).id()).depth);
        }
        if (term.num_args() > 0 && uses_.at(term.id()) > 1) {
            const std::string name = fmt::format("?{}", ++names_);
            bindings_[printed.depth].push_back(fmt::format("({} {})", name, printed.text));
            return {name, printed.depth + 1};
        }
        return printed;
    }

    std::string application(const z3::expr& term) {
        if (term.is_bv() && term.is_numeral()) {
            std::uint64_t value = 0;
            if (!term.is_numeral_u64(value)) {
                throw std::invalid_argument("a literal of more than 64 bits");
            }
            const unsigned width = term.get_sort().bv_size();
            return width % 4 == 0 ? fmt::format("#x{:0{}x}", value, width / 4) : fmt::format("#b{:0{}b}", value, width);
        }
        const z3::func_decl declaration = term.decl();
        const Z3_decl_kind kind = declaration.decl_kind();
        const std::string head = head_of(declaration, kind);
        if (term.num_args() == 0) {
            return head;
        }
        std::string text = printed_.at(term.arg(0).id()).text;
        if (is_binary(kind)) {
            for (unsigned i = 1; i < term.num_args(); ++i) {
                text = fmt::format("({} {} {})", head, text, printed_.at(term.arg(i).id()).text);
            }
            return text;
        }
        for (unsigned i = 1; i < term.num_args(); ++i) {
            text += " " + printed_.at(term.arg(i).id()).text;
        }
        return fmt::format("({} {})", head, text);
    }

    static std::string head_of(const z3::func_decl& declaration, Z3_decl_kind kind) {
        z3::context& context = declaration.ctx();
        const auto parameter = [&](unsigned i) { return Z3_get_decl_int_parameter(context, declaration, i); };
        switch (kind) {
        case Z3_OP_EXTRACT:
            return fmt::format("(_ extract {} {})", parameter(0), parameter(1));
        case Z3_OP_ZERO_EXT:
            return fmt::format("(_ zero_extend {})", parameter(0));
        case Z3_OP_SIGN_EXT:
            return fmt::format("(_ sign_extend {})", parameter(0));
        case Z3_OP_CONST_ARRAY:
            return fmt::format("(as const {})", smtlib::print(declaration.range()));
        case Z3_OP_DT_IS:
        case Z3_OP_DT_RECOGNISER:
            return fmt::format("(_ is {})", recognised(declaration));
        case Z3_OP_DT_CONSTRUCTOR:
        case Z3_OP_UNINTERPRETED:
        case Z3_OP_DT_ACCESSOR:
            return declaration.name().str();
        default:
            break;
        }
        const auto found = operators.find(kind);
        if (found == operators.end()) {
            throw std::invalid_argument("no portable form for " + declaration.name().str());
        }
        return found->second;
    }

    static std::string recognised(const z3::func_decl& recogniser) {
        z3::context& context = recogniser.ctx();
        const z3::sort sort = recogniser.domain(0);
        for (unsigned i = 0; i < Z3_get_datatype_sort_num_constructors(context, sort); ++i) {
            if (z3::eq(z3::func_decl(context, Z3_get_datatype_sort_recognizer(context, sort, i)), recogniser)) {
                return z3::func_decl(context, Z3_get_datatype_sort_constructor(context, sort, i)).name().str();
            }
        }
        throw std::invalid_argument("no portable form for " + recogniser.name().str());
    }

    std::map<unsigned, unsigned> uses_;
    std::map<unsigned, Printed> printed_;
    std::map<unsigned, std::vector<std::string>> bindings_; ///< by depth
    unsigned names_ = 0;
};

} // namespace

std::string print(const z3::expr& term) {
    return Printer().print(term);
}

std::string print(const z3::sort& sort) {
    if (sort.is_bv()) {
        return fmt::format("(_ BitVec {})", sort.bv_size());
    }
    if (sort.is_array()) {
        return fmt::format("(Array {} {})", print(sort.array_domain()), print(sort.array_range()));
    }
    return sort.name().str();
}

} // namespace trapspec::proofs::smtlib
