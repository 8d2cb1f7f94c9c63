package dev.bifrost.admin;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may manage. With tokens, only who shows one. Without any, only this machine itself, and only directly: a proxy on
 * it would let everybody in, and so would a browser on it that a foreign page makes ask.
 */
final class AdminTokens {
    private static final int LONGEST = 512;
    private static final String SCHEME = "bearer ";

    /** What proxies and browsers add. */
    private static final List<String> BETWEEN = List.of(
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-real-ip",
            "forwarded",
            "via",
            "origin",
            "referer",
            "sec-fetch-site");

    private final List<Token> tokens;

    @SuppressWarnings("ArrayRecordComponent") // nobody compares these
    private record Token(byte[] hash, Caller caller) {}

    /** Of settings that the configuration has checked. */
    AdminTokens(List<AdminSettings.Token> tokens) {
        this.tokens = tokens.stream()
                .map(token -> new Token(
                        HexFormat.of().parseHex(token.sha256().strip()), new Caller(token.name(), token.role())))
                .toList();
    }

    Caller identify(AdminRequest request) throws Refusal {
        if (tokens.isEmpty()) {
            if (isThisMachine(request)) {
                return Caller.LOCAL;
            }
            throw refuse(
                    "The management API is only for the machine that the gateway runs on, directly, until the "
                            + "configuration has admin.tokens",
                    "missing_token");
        }
        String shown = bearer(request.header("authorization"));
        if (shown == null) {
            throw refuse("The management API needs an admin token: 'Authorization: Bearer TOKEN'", "missing_token");
        }
        Caller caller = find(shown);
        if (caller == null) {
            throw refuse("This admin token is not known", "invalid_token");
        }
        return caller;
    }

    /** Whether metrics may be told: to this machine, directly, and to whoever shows a token, whatever its role. */
    void admitScrape(AdminRequest request) throws Refusal {
        if (!isThisMachine(request)) {
            Caller _ = identify(request);
        }
    }

    /** Compares with every token, so that the time tells nothing. */
    private @Nullable Caller find(String shown) {
        if (shown.length() > LONGEST) {
            return null;
        }
        byte[] hash = sha256(shown);
        Caller found = null;
        for (Token token : tokens) {
            found = MessageDigest.isEqual(token.hash(), hash) ? token.caller() : found;
        }
        return found;
    }

    private static @Nullable String bearer(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        String token = header.substring(SCHEME.length()).strip();
        return token.isEmpty() ? null : token;
    }

    private static boolean isThisMachine(AdminRequest request) {
        String host = request.header("host");
        return isLoopback(request.address())
                && host != null
                && isLoopback(withoutPort(host))
                && BETWEEN.stream().allMatch(name -> request.header(name) == null);
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}")
                || host.equals("::1")
                || host.equals("[::1]")
                || host.equals("0:0:0:0:0:0:0:1");
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon < 0 || host.endsWith("]") ? host : host.substring(0, colon);
    }

    private static Refusal refuse(String message, String code) {
        return new Refusal(new Failure.Unauthenticated(message, code));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
