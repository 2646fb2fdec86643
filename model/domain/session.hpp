// A session owns the terms of the Symbolic domain: their context, their variables. Nothing here is global; two
// sessions in two threads never meet.
#pragma once

#include <memory>
#include <string_view>

#include "model/domain/symbolic.hpp"

namespace trapspec::model {

class Session {
public:
    Session();
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    template <unsigned Width>
    [[nodiscard]] symbolic::Bits<Width> bits(std::string_view name) {
        return symbolic::Bits<Width>::of(variable(name, Width));
    }
    [[nodiscard]] symbolic::Bool boolean(std::string_view name) {
        return symbolic::Bool::of(variable(name, symbolic::bool_width));
    }
    [[nodiscard]] symbolic::Memory memory(std::string_view name);
    [[nodiscard]] symbolic::Table table(std::string_view name);

    /// The same value as a term that does not fold: law tests reach the term path of every operation with it.
    template <unsigned Width>
    [[nodiscard]] symbolic::Bits<Width> lift(symbolic::Bits<Width> value) {
        return symbolic::Bits<Width>::of(lift(value.term(), Width));
    }
    [[nodiscard]] symbolic::Bool lift(symbolic::Bool value) {
        return symbolic::Bool::of(lift(value.term(), symbolic::bool_width));
    }

    /// From here on a branch whose condition Z3's simplifier decides is not taken two ways. Worth it where most of the
    /// state is fixed by parts of words, which literals alone do not fold.
    void settle_conditions();

    struct Implementation;
    [[nodiscard]] Implementation& implementation() { return *implementation_; }

private:
    [[nodiscard]] symbolic::Term variable(std::string_view name, unsigned width);
    [[nodiscard]] symbolic::Term lift(symbolic::Term value, unsigned width);

    std::unique_ptr<Implementation> implementation_;
};

} // namespace trapspec::model
