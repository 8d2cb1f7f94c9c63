package dev.bifrost.audit;

import dev.bifrost.api.settings.PostgresUrl;
import java.io.FileNotFoundException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** What the server's refusals mean: by SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html. */
final class PostgresTrouble {
    private final PostgresUrl url;

    PostgresTrouble(PostgresUrl url) {
        this.url = url;
    }

    SinkFailure of(SQLException error) {
        String state = String.valueOf(error.getSQLState());
        String refusal = refusal(error, state);
        if (refusal != null) {
            return new SinkFailure(SinkFailure.Kind.REFUSED, url + ": " + refusal, error);
        }
        if (caused(error, UnknownHostException.class)) {
            return unreachable("the host is not known", error);
        }
        return switch (state) {
            case "57014" -> unreachable("it did not answer in time", error);
            case "55P03" ->
                new SinkFailure(
                        SinkFailure.Kind.FAULT, url + ": another session holds what is needed: " + said(error), error);
            default ->
                switch (state.substring(0, 2)) {
                    case "08", "57", "53" -> unreachable(said(error), error);
                    default -> new SinkFailure(SinkFailure.Kind.FAULT, url + ": " + said(error), error);
                };
        };
    }

    private SinkFailure unreachable(String why, SQLException error) {
        return new SinkFailure(SinkFailure.Kind.UNREACHABLE, url + ": " + why, error);
    }

    private @Nullable String refusal(SQLException error, String state) {
        String user = url.user() == null ? "the user" : "the user '" + url.user() + "'";
        if (isTls(error)) {
            return "no TLS as asked for: " + said(error)
                    + "; check sslmode and sslrootcert in the url, and the server's certificate";
        }
        return switch (state) {
            case "28P01" -> "the password of " + user + " is wrong, or there is no such user";
            case "28000" -> "the server does not let in " + user + ": " + said(error);
            case "3D000" -> "there is no database '" + url.database() + "'; create it, or change the url";
            case "42501" -> user + " lacks rights: " + said(error);
            case "3F000" -> user + " has no schema to make tables in: " + said(error);
            case "25006" -> "the server takes no changes; name the one that does, or several hosts with commas";
            case "08004" -> "the server does not let in " + user + ": " + said(error);
            default -> null;
        };
    }

    /** The driver gives all of these the state of a broken connection. */
    private static boolean isTls(SQLException error) {
        String text = String.valueOf(error.getMessage());
        return caused(error, SSLHandshakeException.class)
                || caused(error, GeneralSecurityException.class)
                || text.contains("hostnameverifier")
                || text.contains("does not support SSL")
                || (text.contains("SSL")
                        && (caused(error, FileNotFoundException.class) || caused(error, NoSuchFileException.class)));
    }

    private static boolean caused(Throwable error, Class<? extends Throwable> kind) {
        for (Throwable each = error.getCause(); each != null; each = each.getCause()) {
            if (kind.isInstance(each)) {
                return true;
            }
        }
        return false;
    }

    /** In one line. */
    private static String said(SQLException error) {
        return String.valueOf(error.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
