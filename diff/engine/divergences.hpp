// The divergences of a run: told apart, counted, and each shrunk and saved once.
#pragma once

#include <map>
#include <vector>

#include "diff/engine/pair.hpp"
#include "diff/fuzz.hpp"

namespace trapspec::diff {

/// What was found against a sequence that ran together with others.
struct Finding {
    std::string what;       ///< in words; empty: nothing
    std::string complaints; ///< of the implementation, where it failed
    bool failed = false;    ///< it did, instead of answering something else
};

class Divergences {
public:
    explicit Divergences(const Fuzz_options& options) : options_(options) {}

    /// Compares a sequence, fresh start included, in full after each event. What was found against it is reported even when
    /// the sequence agrees now. `pair` must have nothing under way.
    void examine(Pair& pair, std::uint64_t number, const std::vector<Event>& events, const Finding& against);

    /// The implementation did not start, so that the sequence could not be run.
    void note_failed_start(
        const Pair& pair, std::uint64_t number, const std::vector<Event>& events, const System_error& why);

    /// Those of an earlier part of the same run.
    void restore(const std::vector<Divergence>& list);

    [[nodiscard]] std::size_t different() const { return found_.size(); }
    /// By the number of their first case.
    [[nodiscard]] std::vector<Divergence> all() const;

private:
    /// As they were found, because they cannot be told to fail again.
    void note_trouble(const Pair& pair, std::uint64_t number, const std::vector<Event>& events, const Finding& against);
    void tell_found() const;
    [[nodiscard]] Divergence shrunk(Pair& pair, std::uint64_t number, const std::vector<Event>& events) const;
    static void describe(Pair& pair, const std::vector<Event>& events, Divergence& divergence);
    void save(const Configuration& configuration, const std::vector<Event>& events, Divergence& divergence) const;

    const Fuzz_options& options_;
    std::map<Divergence_key, Divergence> found_;
};

} // namespace trapspec::diff
