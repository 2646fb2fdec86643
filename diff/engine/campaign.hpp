// A run: sequences by the batch, model and implementation at the same time, and what to make of the results.
//
// Sequence numbers come in batches of `batch_size`, batches belong to lanes in turn, and a lane belongs to one shard. A
// lane keeps what its own sequences brought, and makes new ones from that; it never looks at another lane. What a
// sequence is therefore depends on the seed and its number alone, however many shards there are.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "diff/engine/divergences.hpp"
#include "diff/engine/pair.hpp"
#include "diff/fuzz.hpp"
#include "diff/generate/sequence.hpp"

namespace trapspec::diff {

inline constexpr std::uint32_t lane_count = 144; ///< and so the most shards there can be
inline constexpr std::uint64_t batch_size = 64;

struct Lane {
    Pool pool;
    Arm_pairs pairs;
};

class Campaign {
public:
    /// Throws System_error when the implementation does not start.
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
        bool agreed; ///< so far
    };

    void run_batch(std::uint64_t batch);
    void run_sequence(Lane& lane, Pair& pair, std::uint64_t number);
    void collect_oldest();
    void put_in_doubt(Pair& pair);
    void examine_suspects();

    static constexpr std::size_t most_under_way = 8;

    const Fuzz_options options_;
    Sequence_maker maker_;
    std::vector<std::unique_ptr<Pair>> pairs_;
    std::vector<std::unique_ptr<Lane>> lanes_;
    std::array<Item, most_under_way> items_;
    std::size_t oldest_ = 0;
    std::size_t under_way_ = 0;
    Sums theirs_;
    std::vector<Suspect> suspects_;
    Divergences divergences_;
    Fuzz_report report_;
};

} // namespace trapspec::diff
