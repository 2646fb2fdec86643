// Model and implementation under one configuration, fed the same.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "diff/engine/divergence_key.hpp"
#include "diff/systems/dut.hpp"
#include "diff/systems/model.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::diff {

/// The configurations that a campaign turns through: every rule version (or the one named) with every system-call vector
/// worth trying, without those of the names in `refused`.
[[nodiscard]] std::vector<Configuration> campaign_configurations(
    const std::string& rules, const std::vector<std::string>& refused = {});
[[nodiscard]] std::string name_of(const Configuration& configuration);

class Pair {
public:
    Pair(Configuration configuration, const Dut& dut);

    /// Throws System_error when one does not start. The implementation then has that share of its patience for an answer.
    void start_systems(double share_of_patience = 1);
    void stop_systems();

    /// Runs the events on both, with everything compared after each; true when they do not agree, or one fails, which
    /// stops both. `place` and `key` then say where and how. A failure that does not come again, event by event, is none.
    [[nodiscard]] bool diverges(const std::vector<Event>& events);
    /// The same, one event at a time: the place of a failure is then known, and a difference before it is found first. The
    /// memory is not looked at.
    [[nodiscard]] bool diverges_in_steps(const std::vector<Event>& events, double share_of_patience);
    [[nodiscard]] std::size_t place() const { return place_; } ///< index of the event
    [[nodiscard]] const Divergence_key& key() const { return key_; }
    /// What the implementation said of its failure.
    [[nodiscard]] const std::string& complaints() const { return complaints_; }

    [[nodiscard]] const Configuration& configuration() const { return configuration_; }
    [[nodiscard]] Model_system& model() { return *model_; }
    [[nodiscard]] System& implementation() { return *implementation_; }
    [[nodiscard]] const std::vector<Snapshot>& ours() const { return ours_; }
    [[nodiscard]] const std::vector<Snapshot>& theirs() const { return theirs_; }
    /// The arms that each event fired in the model.
    [[nodiscard]] const std::vector<Model_system::Fired>& fired() const { return fired_; }

private:
    [[nodiscard]] bool run(const std::vector<Event>& events);
    void note_key();

    Configuration configuration_;
    const Dut& dut_;
    std::unique_ptr<Model_system> model_;
    std::unique_ptr<System> implementation_;
    std::vector<Snapshot> ours_;
    std::vector<Snapshot> theirs_;
    std::vector<Model_system::Fired> fired_;
    std::size_t place_ = 0;
    Divergence_key key_;
    std::string complaints_;
};

} // namespace trapspec::diff
