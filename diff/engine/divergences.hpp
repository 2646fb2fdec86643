// The divergences of a run: told apart, counted, and each shrunk and saved once.
#pragma once

#include <map>
#include <vector>

#include "diff/engine/pair.hpp"
#include "diff/fuzz.hpp"

namespace trapspec::diff {

class Divergences {
public:
    explicit Divergences(const Fuzz_options& options) : options_(options) {}

    /// Compares a sequence, fresh start included, in full after each event. `against` is what was found against it so
    /// far, empty for nothing; it is reported even when the sequence agrees now. `pair` must have nothing under way.
    void examine(Pair& pair, std::uint64_t number, const std::vector<Event>& events, const std::string& against);

    /// Those of an earlier part of the same run.
    void restore(const std::vector<Divergence>& list);

    [[nodiscard]] std::size_t different() const { return found_.size(); }
    /// By the number of their first case.
    [[nodiscard]] std::vector<Divergence> all() const;

private:
    void note_unstable(
        const Pair& pair, std::uint64_t number, const std::vector<Event>& events, const std::string& against);
    [[nodiscard]] Divergence shrunk(Pair& pair, std::uint64_t number, const std::vector<Event>& events) const;
    static void describe(Pair& pair, const std::vector<Event>& events, Divergence& divergence);
    [[nodiscard]] std::filesystem::path save(
        const Configuration& configuration, const std::vector<Event>& events, const Divergence& divergence) const;

    const Fuzz_options& options_;
    std::map<Divergence_key, Divergence> found_;
};

} // namespace trapspec::diff
