// A run: sequences by the batch, model and implementation at the same time, and what to make of the results.
//
// Sequence numbers come in batches of `batch_size`, batches belong to lanes in turn, and a lane belongs to one shard. A
// lane keeps what its own sequences brought, and makes new ones from that; it never looks at another lane. What a
// sequence is therefore depends on the seed and its number alone, however many shards there are.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <vector>

#include "diff/engine/divergences.hpp"
#include "diff/engine/exhaustive.hpp"
#include "diff/engine/history.hpp"
#include "diff/engine/pair.hpp"
#include "diff/engine/run_state.hpp"
#include "diff/fuzz.hpp"
#include "diff/generate/sequence.hpp"

namespace trapspec::diff {

class Campaign {
public:
    explicit Campaign(const Fuzz_options& options);

    [[nodiscard]] Fuzz_report run();

private:
    /// A sequence that the implementation works on, with what the model said of it.
    struct Item {
        Stream stream;
        Sums ours;
        std::uint64_t number = 0;
        Pair* pair = nullptr; ///< nullptr: nothing to collect any more
    };

    /// A sequence to be looked at again, with everything compared after each event.
    struct Suspect {
        std::uint64_t number;
        Pair* pair;
        std::vector<Event> events;
        Finding against;
    };

    /// Starts the implementation once under each configuration: which ones it takes, and what it does.
    void meet_implementation();
    void require_kinds_of_space() const;
    /// It does not start: that ends the run.
    void give_up(const Pair& pair, const System_error& why);
    [[nodiscard]] std::vector<Configuration> configurations() const;
    void take_up(Run_state&& state);
    void run_batches();
    void note_coverage_of_lanes();
    void leave_state(bool finished);
    [[nodiscard]] double seconds() const;
    [[nodiscard]] bool is_done() const;
    void run_batch();
    [[nodiscard]] bool make_sequence(const Lane& lane, std::uint64_t number, Stream& stream);
    void run_sequence(Lane& lane, Pair& pair, std::uint64_t number);
    [[nodiscard]] bool start(Pair& pair);
    [[nodiscard]] bool make_room(Pair& pair);
    void collect_oldest();
    void suspect(const Item& item, Finding against);
    void note_failure(Item& failing, const System_error& error);
    void examine_suspects();

    static constexpr std::size_t most_under_way = 12;

    const Fuzz_options options_;
    const Space* space_ = nullptr; ///< to be run to the last value
    std::uint64_t numbers_;        ///< how many there are to be; in all shards together
    Sequence_maker maker_;
    std::vector<std::unique_ptr<Pair>> pairs_;
    Lanes lanes_;
    std::uint64_t next_ = 0; ///< number
    bool failed_ = false;    ///< an implementation, since suspects were last examined
    bool given_up_ = false;  ///< an implementation does not start
    std::vector<std::uint64_t> kept_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point left_ = start_; ///< when the state was last written
    double seconds_before_ = 0;                           ///< of the parts that were taken up
    std::array<Item, most_under_way> items_;
    std::size_t oldest_ = 0;
    std::size_t under_way_ = 0;
    Sums theirs_;
    std::vector<Suspect> suspects_;
    Divergences divergences_;
    Fuzz_report report_;
};

} // namespace trapspec::diff
