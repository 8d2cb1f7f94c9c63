package dev.bifrost.app;

import dev.bifrost.admin.AdminReply;
import dev.bifrost.api.Refusal;
import dev.bifrost.audit.CallFilter;
import dev.bifrost.audit.CallQuestions;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A file of calls, the newest first, made page by page: each is one question, however long the file is. */
final class CallPages implements AdminReply.Pieces {
    private static final int ROWS = 500;

    private final CallQuestions questions;
    private final CallFilter filter;
    private final CallAsked.Format format;
    private @Nullable String next;
    private long left;

    /**
     * @param after where it begins; null for the newest
     * @param most  rows
     */
    CallPages(
            CallQuestions questions,
            CallFilter filter,
            CallAsked.Format format,
            @Nullable String after,
            long most) {
        this.questions = questions;
        this.filter = filter;
        this.format = format;
        this.next = after;
        this.left = most;
    }

    /** The beginning, so that what is wrong is known before anything is sent. */
    byte[] first() throws Refusal {
        String head = format == CallAsked.Format.CSV ? CallForm.csvHead() : "";
        return (head + page()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte @Nullable [] next() throws Refusal {
        return left <= 0 ? null : page().getBytes(StandardCharsets.UTF_8);
    }

    private String page() throws Refusal {
        CallQuestions.Page page = CallDesk.page(questions, filter, next, (int) Math.min(ROWS, left));
        next = page.next();
        left = next == null ? 0 : left - page.rows().size();
        StringBuilder lines = new StringBuilder();
        for (var row : page.rows()) {
            lines.append(format == CallAsked.Format.CSV ? CallForm.csv(row) : CallForm.json(row).print() + "\n");
        }
        return lines.toString();
    }
}
