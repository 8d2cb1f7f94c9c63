package dev.bifrost.exchange;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.Explanation;
import dev.bifrost.api.Explanation.Decision;
import dev.bifrost.api.Target;
import dev.bifrost.api.json.Json;
import dev.bifrost.quota.Accounts;
import dev.bifrost.quota.Owner;
import dev.bifrost.quota.Quota;
import dev.bifrost.quota.Report;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was decided about a call, while it runs. Calls whose clients have not asked for it have none. */
final class Decisions {
    static final String HEADER = "x-bifrost-explain";

    /** Far more than an ordinary call has; one that tries a hundred targets says so without all of them. */
    private static final int MOST = 100;

    private static final int LONGEST = 400;
    private static final int LONGEST_HEADER = 4096;
    /** Room for the end of the header's JSON. */
    private static final int END = 32;

    private final Worker worker;
    private final long begun;
    private final List<Decision> made = new ArrayList<>();
    private int left;
    private int attempts;
    private boolean priced;

    private Decisions(Worker worker, long begun) {
        this.worker = worker;
        this.begun = begun;
    }

    /** Null if the client has not asked. */
    static @Nullable Decisions asked(HttpHeaders headers, Worker worker, long begun) {
        String value = headers.get(HEADER);
        boolean asked = value != null && (value.equals("1") || value.equalsIgnoreCase("true"));
        return asked ? new Decisions(worker, begun) : null;
    }

    void add(String what, @Nullable Object about, String said) {
        if (made.size() >= MOST) {
            left++;
            return;
        }
        String name = about == null ? null : cut(about.toString());
        made.add(new Decision(worker.now() - begun, what, name, cut(said)));
    }

    private static String cut(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 2)) ? LONGEST - 2 : LONGEST - 1;
        return text.substring(0, end) + '…';
    }

    /** How the limits stand before the call is let in. */
    void limits(Quota quota, Accounts caller, @Nullable Accounts alias) {
        List<Owner> owners = new ArrayList<>(caller.owners());
        owners.addAll(alias == null ? List.of() : alias.owners());
        for (Owner owner : owners) {
            Report report = quota.report(owner);
            if (report != null) {
                String name = owner.kind().word() + ' ' + report.name() + ' ';
                report.budgets().forEach(each -> add("budget", name + each.name(), Wording.budget(each)));
                report.limits().forEach(each -> add("limit", name + each.limit().text(), Wording.limit(each)));
                if (report.concurrent() != null) {
                    add("limit", name + "concurrent", Wording.concurrent(report));
                }
            }
        }
    }

    /** A try is on its way. */
    void sending(@Nullable Target target, boolean usageInjected, List<String> lossy) {
        if (usageInjected) {
            add("injected", target, "stream_options.include_usage, so that the answer says its usage");
        }
        if (!lossy.isEmpty()) {
            add("lossy", target, String.join(", ", lossy));
        }
        add("send", target, "handed to the connection pool");
    }

    /** Another walk begins, whose attempts are counted anew. */
    void replanned() {
        attempts = 0;
    }

    /** Adds what has come of attempts since it was last asked. */
    void attempts(List<Attempt> log) {
        for (; attempts < log.size(); attempts++) {
            Attempt attempt = log.get(attempts);
            add(attempt.made() ? "tried" : "skipped", attempt.target(), Wording.outcome(attempt));
        }
    }

    /** What the present try costs; said once, when the answer's head is made or when it is settled. */
    void cost(@Nullable Object target, String formula) {
        if (!priced) {
            priced = true;
            add("cost", target, formula);
        }
    }

    /** Another try begins, which has a cost of its own. */
    void tries() {
        priced = false;
    }

    Explanation explanation() {
        return new Explanation(made, left);
    }

    /** One line of JSON, of at most 4 KB, in ASCII. */
    String header() {
        StringBuilder line = new StringBuilder("{\"decisions\":[");
        int written = 0;
        for (Decision decision : made) {
            String each = json(decision);
            if (line.length() + each.length() + END > LONGEST_HEADER) {
                break;
            }
            line.append(written++ == 0 ? "" : ",").append(each);
        }
        return line.append("],\"left\":")
                .append(made.size() - written + left)
                .append('}')
                .toString();
    }

    private static String json(Decision decision) {
        String about = decision.about();
        Json.Obj json = new Json.Obj()
                .put("ms", Json.Num.of(Math.round(decision.nanos() / 1e3) / 1e3))
                .put("what", decision.what())
                .put("about", about == null ? null : RequestHeaders.printable(about))
                .put("said", RequestHeaders.printable(decision.said()));
        return new String(json.bytes(), java.nio.charset.StandardCharsets.US_ASCII);
    }
}
