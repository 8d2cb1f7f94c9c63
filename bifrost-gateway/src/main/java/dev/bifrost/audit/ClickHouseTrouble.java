package dev.bifrost.audit;

import dev.bifrost.audit.SinkFailure.Kind;
import java.io.IOException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a server's refusals mean: by number,
 * https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp.
 */
final class ClickHouseTrouble {
    static final int UNKNOWN_DATABASE = 81;
    static final int TIMEOUT_EXCEEDED = 159;

    private static final Pattern CODE = Pattern.compile("\\bCode: (\\d{1,5})\\b");
    private static final int LONGEST = 300;

    private ClickHouseTrouble() {}

    /** A failure that the server has numbered; 0 if it has not. */
    static int code(SinkFailure failure) {
        return failure.getCause() instanceof Numbered numbered ? numbered.code : 0;
    }

    /**
     * @param code the number in the header; empty if there is none
     * @param text the body
     */
    static SinkFailure of(ClickHouse server, int status, String code, String text) {
        Matcher matcher = CODE.matcher(text);
        int number = code.matches("\\d{1,5}") && !code.equals("0")
                ? Integer.parseInt(code)
                : matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
        String said = said(text);
        return number == 0 ? unnumbered(server, status, said) : numbered(server, number, said);
    }

    private static SinkFailure numbered(ClickHouse server, int code, String said) {
        Kind kind = switch (code) {
            case 159, 209, 210, 279 -> Kind.UNREACHABLE; // its own time is over, or its own network down
            case 81, 164, 192, 193, 194, 497, 516 -> Kind.REFUSED;
            case 10, 16, 36, 47, 53, 60, 62, 115, 386 -> Kind.REFUSED; // tables that are not what we made
            default -> Kind.FAULT;
        };
        String sentence = switch (code) {
            case 192, 193, 194, 516 -> "it does not let in " + server.who() + "; check user and password: " + said;
            case 497 -> server.who() + " lacks rights; grant what it says: " + said;
            case 164 -> server.who() + " may only read; give it a profile without readonly: " + said;
            case UNKNOWN_DATABASE -> "there is no database '" + server.database() + "'; create it, or change database";
            case 202 -> "it runs too many queries at once: " + said;
            case 241 -> "it has no memory left for this: " + said;
            case 243 -> "its disk is full: " + said;
            case 252 -> "it has too many parts to merge: " + said;
            case 10, 16, 36, 47, 53, 60, 62, 115, 386 ->
                "it does not take our statements; its tables are not ours, or it is older than 24.3: " + said;
            default -> said;
        };
        return new SinkFailure(kind, server + ": " + sentence, new Numbered(code));
    }

    private static SinkFailure unnumbered(ClickHouse server, int status, String said) {
        boolean later = status >= 500 || status == 408 || status == 429;
        return new SinkFailure(
                later ? Kind.UNREACHABLE : Kind.REFUSED,
                server + ": it answers with status " + status
                        + (later ? "" : "; check that url is the address of its HTTP interface")
                        + (said.isEmpty() ? "" : ": " + said),
                null);
    }

    static SinkFailure of(ClickHouse server, IOException e) {
        String said = server + ": ";
        if (e instanceof SSLException) {
            return new SinkFailure(Kind.REFUSED, said + "TLS fails; check url and certificate: " + e.getMessage(), e);
        }
        if (caused(e, UnknownHostException.class) || caused(e, UnresolvedAddressException.class)) {
            return new SinkFailure(Kind.UNREACHABLE, said + "the host is not known", e);
        }
        if (e instanceof HttpTimeoutException) {
            return new SinkFailure(Kind.UNREACHABLE, said + "it did not answer in time", e);
        }
        @Nullable String message = e.getMessage();
        return new SinkFailure(
                Kind.UNREACHABLE,
                said + "it can not be reached: "
                        + (message == null ? e.getClass().getSimpleName() : message),
                e);
    }

    private static boolean caused(@Nullable Throwable e, Class<? extends Throwable> by) {
        return e != null && (by.isInstance(e) || caused(e.getCause(), by));
    }

    /** One line, without what the server adds about itself, and not more than a message bears. */
    private static String said(String text) {
        String line = text.strip()
                .replaceAll("\\s+", " ")
                .replaceFirst("^Query failed: ", "")
                .replaceFirst("^Code: \\d+\\. (DB::Exception: )?", "")
                .replaceFirst(" ?\\(version [^)]*\\)+$", "");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /** Carries the number. */
    private static final class Numbered extends Exception {
        private static final long serialVersionUID = 1;
        private final int code;

        Numbered(int code) {
            super("error " + code);
            this.code = code;
        }
    }
}
