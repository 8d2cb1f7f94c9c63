package dev.bifrost.app;

import dev.bifrost.api.Operation;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.json.Json;
import dev.bifrost.audit.content.Shown;
import dev.bifrost.dialect.ClientDialect;
import dev.bifrost.telemetry.otlp.SpanContent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a conversation asked and was answered, in its client's dialect, for the span that tells of it. */
final class TracedTexts {
    private final Operation operation;
    private final ClientDialect dialect;
    private final SpanContent.Draft draft = new SpanContent.Draft();

    private TracedTexts(Operation operation, ClientDialect dialect) {
        this.operation = operation;
        this.dialect = dialect;
    }

    /** Null if the call was no conversation. */
    static @Nullable SpanContent of(Operation operation, Shown shown) {
        ClientDialect dialect = SpokenDialects.conversation(operation);
        if (dialect == null) {
            return null;
        }
        TracedTexts texts = new TracedTexts(operation, dialect);
        if (shown.request() == null) {
            texts.draft.missing("withheld");
        } else {
            texts.request(shown.request());
            texts.answer(shown);
        }
        if (shown.requestCut() || shown.answerCut()) {
            texts.draft.cut();
        }
        if (shown.redacted()) {
            texts.draft.redacted();
        }
        return texts.draft.content();
    }

    /**
     * Whether a text within a text says the same to whoever reads only the outer one. Patterns do not look behind
     * {@code \}{@code u0041}, so what they let pass must not be unfolded.
     */
    static boolean plain(String text) {
        return SpanContent.plain(text);
    }

    private void request(Json.Obj request) {
        if (!(request.get("body") instanceof Json.Obj body)) {
            draft.missing("request");
            return;
        }
        boolean apart = body.has("system") || body.has("instructions");
        try {
            ChatRequest read = dialect.read(body);
            draft.asked(read.messages(), read.tools(), apart);
        } catch (Refusal | RuntimeException e) {
            inPieces(body, apart);
        }
    }

    /** What was cut, or out of which something was taken, may not be a request any more, though most of its messages are. */
    private void inPieces(Json.Obj body, boolean apart) {
        String list = body.get("messages") instanceof Json.Arr ? "messages" : "input";
        List<Message> messages = new ArrayList<>();
        Json.Obj one = new Json.Obj();
        body.members().forEach((name, value) -> {
            if (name.equals("model") || name.equals("max_tokens")) {
                one.put(name, value);
            }
        });
        int lost = 0;
        for (Json item : body.list(list)) {
            ChatRequest read = read(one.put(list, new Json.Arr().add(item)));
            if (read == null) {
                lost++;
            } else {
                messages.addAll(read.messages());
            }
        }
        for (String name : List.of("system", "instructions", "tools")) {
            one.put(name, body.get(name));
        }
        one.put(list, new Json.Arr().add(new Json.Obj().put("role", "user").put("content", "-")));
        ChatRequest around = read(one);
        List<Tool> tools = around == null ? List.of() : around.tools();
        boolean told = false;
        if (around != null && apart && around.messages().size() > 1) {
            messages.addFirst(around.messages().getFirst());
            told = true;
        }
        if (messages.isEmpty() || lost > 0 || around == null) {
            draft.missing("request");
        }
        draft.asked(messages, tools, told);
    }

    private @Nullable ChatRequest read(Json.Obj body) {
        try {
            return dialect.read(body);
        } catch (Refusal | RuntimeException _) {
            return null;
        }
    }

    private void answer(Shown shown) {
        Json.Obj answer = shown.answer();
        Json body = answer == null ? null : answer.get("body");
        boolean stream = answer != null && answer.text("form", "").equals("stream");
        try {
            if (body instanceof Json.Obj whole) {
                Json.Obj document = stream ? StreamedTexts.whole(operation, shown) : whole;
                draft.answered(
                        SpokenDialects.answering(operation).read(document).choices());
                return;
            }
        } catch (AnswerFault | RuntimeException _) {
            // said below
        }
        draft.missing("answer");
    }
}
