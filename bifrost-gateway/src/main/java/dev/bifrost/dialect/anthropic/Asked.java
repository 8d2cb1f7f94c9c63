package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/**
 * A request being written.
 *
 * @param betas names for {@code anthropic-beta}, without which the body would not be understood
 */
record Asked(
        ChatRequest request, MessagesFlavour flavour, ClaudeModel model, Losses losses, SequencedSet<String> betas) {
    Asked(ChatRequest request, MessagesFlavour flavour, String model, Losses losses) {
        this(request, flavour, ClaudeModel.of(model), losses, new LinkedHashSet<>());
    }

    /** True if the client speaks this dialect, so that what only it knows is meant as it is written. */
    boolean byOurClient() {
        return request.dialect().equals(CarriedSeal.ORIGIN);
    }
}
