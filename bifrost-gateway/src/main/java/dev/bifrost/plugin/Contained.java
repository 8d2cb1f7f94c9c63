package dev.bifrost.plugin;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.Framing;
import dev.bifrost.api.dialect.ProviderDialect;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Somebody else's dialect. What it throws that it should not, and answers that make no sense, are failures of that one
 * call, told with the place in the adapter's code but without its words, which may be a client's.
 */
final class Contained implements ProviderDialect {
    private final ProviderDialect dialect;
    private final String name;
    private final Framing framing;
    private final @Nullable String path;
    private final @Nullable String streamPath;

    /** Asks once what may not change. */
    Contained(ProviderDialect dialect) {
        this.dialect = dialect;
        this.name = Objects.requireNonNull(dialect.name(), "its name() is null");
        this.framing = Objects.requireNonNull(dialect.framing(), "its framing() is null");
        this.path = dialect.path();
        this.streamPath = dialect.streamPath();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable String path() {
        return path;
    }

    @Override
    public @Nullable String streamPath() {
        return streamPath;
    }

    @Override
    public Framing framing() {
        return framing;
    }

    @Override
    public ProviderRequest write(ChatRequest request, Recipient recipient, Losses losses) throws Refusal {
        try {
            return Objects.requireNonNull(dialect.write(request, recipient, losses));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new Refusal(new Failure.Internal(failed(e)));
        }
    }

    @Override
    public ChatAnswer read(Json.Obj json) throws AnswerFault {
        try {
            return checked(dialect.read(json));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new AnswerFault(failed(e));
        }
    }

    @Override
    public ChatAnswer read(Json.Obj json, Recipient asked) throws AnswerFault {
        try {
            return checked(dialect.read(json, asked));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new AnswerFault(failed(e));
        }
    }

    private ChatAnswer checked(ChatAnswer answer) throws AnswerFault {
        if (answer.choices().isEmpty()) {
            throw new AnswerFault("the adapter '" + name + "' makes an answer without choices of it");
        }
        return answer;
    }

    @Override
    public AnswerReader stream() {
        return new Reader(dialect::stream);
    }

    @Override
    public AnswerReader stream(Recipient asked) {
        return new Reader(() -> dialect.stream(asked));
    }

    @Override
    public @Nullable ErrorDetail error(int status, byte[] body) {
        try {
            return dialect.error(status, body);
        } catch (RuntimeException | LinkageError | StackOverflowError _) {
            return null; // then the gateway reads what it can
        }
    }

    private String failed(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        for (StackTraceElement frame : trace) {
            if (!frame.getClassName().matches("(java|jdk|dev\\.bifrost\\.api)\\..*")) {
                return failed(e, frame);
            }
        }
        return failed(e, trace.length == 0 ? null : trace[0]);
    }

    private String failed(Throwable e, @Nullable StackTraceElement frame) {
        String place = frame == null ? "" : " at " + frame.getFileName() + ":" + frame.getLineNumber();
        return "the adapter '" + name + "' failed: " + e.getClass().getSimpleName() + place;
    }

    private interface Making {
        AnswerReader reader();
    }

    private interface Step {
        void run(AnswerReader reader) throws AnswerFault;
    }

    /** Makes the adapter's reader when the first event comes, where something can be said if that fails. */
    private final class Reader implements AnswerReader {
        private final Making making;
        private final EventGrammar grammar = new EventGrammar();
        private @Nullable AnswerReader reader;

        Reader(Making making) {
            this.making = making;
        }

        @Override
        public void event(WireEvent event, Consumer<ChatEvent> out) throws AnswerFault {
            run(each -> each.event(event, read -> grammar.pass(read, out)));
        }

        @Override
        public void end(Consumer<ChatEvent> out) throws AnswerFault {
            run(each -> each.end(read -> grammar.pass(read, out)));
        }

        private void run(Step step) throws AnswerFault {
            try {
                AnswerReader made = reader == null ? Objects.requireNonNull(making.reader()) : reader;
                reader = made;
                step.run(made);
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                throw new AnswerFault(failed(e));
            }
            String complaint = grammar.complaint();
            if (complaint != null) {
                throw new AnswerFault("the adapter '" + name + "' " + complaint);
            }
        }
    }
}
