package dev.bifrost.admin;

import dev.bifrost.api.settings.Describe;
import dev.bifrost.api.settings.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code admin} part of the configuration. */
@Describe("Who may manage the gateway, and where.")
public record AdminSettings(
        @Describe("A second address, only for /api and /health; absent: they are on server.listen.") @Nullable
        String listen,

        @Describe("Without any, /api is served only to this machine itself, directly.")
        List<Token> tokens) {

    /** Absent keys arrive as null and leave as their defaults. */
    public AdminSettings {
        tokens = tokens == null ? List.of() : List.copyOf(tokens);
    }

    /** Somebody who may manage the gateway. */
    @Describe("A token for the management API, sent as Authorization: Bearer.")
    public record Token(
            @Describe("Names its holder in the log and in what the holder makes; must be unique.") @Required
            String name,

            @Describe("SHA-256 of the token, 64 hexadecimal digits, so that the file holds no secret.") @Required
            String sha256,

            @Describe("viewer: reads. operator: makes, changes, rotates and revokes keys too. owner: everything.")
            @Required
            Role role) {}

    /** What a token's holder may do; each also what those before it may. */
    public enum Role {
        VIEWER,
        OPERATOR,
        OWNER
    }
}
