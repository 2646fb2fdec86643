// Model and implementation under one configuration, fed the same.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "diff/engine/divergence_key.hpp"
#include "diff/systems/model.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::diff {

/// The configurations that a campaign turns through: every rule version (or the one named) with every system-call vector
/// worth trying.
[[nodiscard]] std::vector<Configuration> campaign_configurations(const std::string& rules);

class Pair {
public:
    Pair(Configuration configuration, std::string program);

    /// Throws System_error when one does not start.
    void start_systems();
    void stop_systems();

    /// Runs the events on both, with everything compared after each; true when they do not agree, or one fails, which
    /// stops both. `place` and `key` then say where and how. A failure that does not come again, event by event, is none.
    [[nodiscard]] bool diverges(const std::vector<Event>& events);
    [[nodiscard]] std::size_t place() const { return place_; } ///< index of the event
    [[nodiscard]] const Divergence_key& key() const { return key_; }

    [[nodiscard]] const Configuration& configuration() const { return configuration_; }
    [[nodiscard]] Model_system& model() { return *model_; }
    [[nodiscard]] System& implementation() { return *implementation_; }
    [[nodiscard]] const std::vector<Snapshot>& ours() const { return ours_; }
    [[nodiscard]] const std::vector<Snapshot>& theirs() const { return theirs_; }
    /// The arms that each event fired in the model.
    [[nodiscard]] const std::vector<Model_system::Fired>& fired() const { return fired_; }

private:
    [[nodiscard]] bool run(const std::vector<Event>& events);
    [[nodiscard]] bool step(const std::vector<Event>& events);
    void note_key();

    Configuration configuration_;
    std::string program_;
    std::unique_ptr<Model_system> model_;
    std::unique_ptr<System> implementation_;
    std::vector<Snapshot> ours_;
    std::vector<Snapshot> theirs_;
    std::vector<Model_system::Fired> fired_;
    std::size_t place_ = 0;
    Divergence_key key_;
};

} // namespace trapspec::diff
