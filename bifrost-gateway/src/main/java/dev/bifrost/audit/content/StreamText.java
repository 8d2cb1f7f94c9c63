package dev.bifrost.audit.content;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The texts of a stream of events, put together: what several events bring of one text is one text here, so that nothing
 * that must be left out slips through because it came in pieces. OpenAI's, Anthropic's and the Responses API's deltas are
 * known; of any other event the strings at the same place are taken for pieces of one text.
 */
final class StreamText {
    private static final int LONGEST_LINE = 4 << 20;
    private static final int MOST_TEXTS = 2000;
    private static final Set<String> SAID_ELSEWHERE =
            Set.of("message_start", "message_delta", "message_stop", "content_block_stop", "ping");
    /** Names of strings that say what something is, and are repeated in every event. */
    private static final Set<String> NO_TEXT = Set.of(
            "id",
            "object",
            "type",
            "role",
            "model",
            "finish_reason",
            "stop_reason",
            "signature",
            "system_fingerprint",
            "service_tier",
            "modelVersion",
            "responseId",
            "finishReason",
            "created",
            "obfuscation");

    /** Of these, what tells texts apart is noted as a mark. */
    private static final Set<String> MARKS = Set.of("id", "type");

    private static final int MOST_MARKS = 2000;
    private static final int LONGEST_MARK = 256;

    private final boolean lines;
    private final long most;
    private final Map<Key, Piecemeal> texts = new LinkedHashMap<>();
    private final Map<Key, String> marks = new LinkedHashMap<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private boolean afterReturn;
    private long length;
    private boolean cut;

    private record Key(long index, String part) {}

    /** A text so far. */
    static final class Piecemeal {
        private final StringBuilder text = new StringBuilder();
        private boolean cut;

        String text() {
            return text.toString();
        }

        /** It went on. */
        boolean cut() {
            return cut;
        }
    }

    /**
     * @param lines every line is an event, else they are those of {@code text/event-stream}
     * @param most  characters of all texts together
     */
    StreamText(boolean lines, long most) {
        this.lines = lines;
        this.most = most;
    }

    /** What is held, about, in bytes. */
    long held() {
        return length + line.size() + data.size();
    }

    /** Not all is kept. */
    boolean cut() {
        return cut;
    }

    /** Reads on; pieces may be cut anywhere. */
    void feed(byte[] piece) {
        for (byte each : piece) {
            if (each == '\n' && afterReturn) {
                afterReturn = false;
            } else if (each == '\n' || each == '\r') {
                afterReturn = each == '\r';
                line();
            } else {
                afterReturn = false;
                if (line.size() < LONGEST_LINE) {
                    line.write(each);
                } else {
                    cut = true;
                }
            }
        }
    }

    /** It goes on, but not here: no text is known to its end. */
    void stop() {
        cut = true;
        texts.values().forEach(text -> text.cut = true);
        line.reset();
        data.reset();
    }

    /** There is no more; the last event may lack its end. */
    void end() {
        line();
        if (data.size() > 0) {
            line();
        }
    }

    private void line() {
        String raw = line.toString(StandardCharsets.UTF_8);
        String text = raw.startsWith("\ufeff") ? raw.substring(1) : raw; // a mark that a stream may begin with
        line.reset();
        if (lines) {
            event(text);
        } else if (text.startsWith("data:")) {
            byte[] value = text.substring(text.startsWith("data: ") ? 6 : 5).getBytes(StandardCharsets.UTF_8);
            if (data.size() > 0) {
                data.write('\n');
            }
            cut |= data.size() + value.length > LONGEST_LINE;
            data.write(value, 0, Math.min(value.length, LONGEST_LINE - data.size()));
        } else if (text.isEmpty() && data.size() > 0) {
            String whole = data.toString(StandardCharsets.UTF_8);
            data.reset();
            event(whole);
        }
    }

    private void event(String text) {
        if (text.isBlank() || text.equals("[DONE]")) {
            return;
        }
        try {
            if (Json.read(text) instanceof Json.Obj event) {
                event(event);
                return;
            }
        } catch (MalformedJson _) {
            // kept as it is
        }
        add(0, "", text);
    }

    private void event(Json.Obj event) {
        String type = event.text("type", "");
        if (event.members().get("choices") instanceof Json.Arr) {
            event.objects("choices").forEach(this::choice);
            walk(0, "error", event.members().getOrDefault("error", new Json.Nil()));
        } else if (type.startsWith("content_block_") && !type.equals("content_block_stop")) {
            long index = event.number("index", 0);
            event.members().forEach((_, value) -> {
                if (value instanceof Json.Obj block) {
                    walk(index, "", block);
                }
            });
        } else if (type.startsWith("response.")) {
            response(event, type);
        } else if (!SAID_ELSEWHERE.contains(type)) {
            walk(0, "", event);
        } else if (type.equals("message_delta")) {
            Json.Obj delta = event.object("delta");
            mark(0, "stop_reason", delta == null ? "" : delta.text("stop_reason", ""));
        }
    }

    private void choice(Json.Obj choice) {
        long index = choice.number("index", 0);
        choice.members().forEach((name, value) -> walk(index, name.equals("delta") ? "" : name, value));
    }

    /** What other events of the Responses API say, the deltas have said before; but for errors, and what tools brought. */
    private void response(Json.Obj event, String type) {
        long index = event.number("output_index", 0);
        String delta = event.text("delta");
        if (type.endsWith(".delta") && delta != null) {
            add(index, type.substring("response.".length(), type.length() - ".delta".length()), delta);
        } else if (type.equals("response.output_item.added")) {
            walk(index, "", event.members().getOrDefault("item", new Json.Nil()));
        } else if (type.equals("response.incomplete")) {
            Json.Obj unfinished = event.object("response");
            Json.Obj why = unfinished == null ? null : unfinished.object("incomplete_details");
            mark(0, "incomplete", why == null ? "" : why.text("reason", ""));
        } else if (type.equals("response.failed")) {
            Json.Obj failed = event.object("response");
            walk(index, "error", failed == null ? event : failed.members().getOrDefault("error", new Json.Nil()));
        }
    }

    private void walk(long index, String place, Json value) {
        switch (value) {
            case Json.Str text -> add(index, place, text.value());
            case Json.Obj object ->
                object.members().forEach((name, inner) -> {
                    String at = place.isEmpty() ? name : place + '/' + name;
                    if (!NO_TEXT.contains(name)) {
                        walk(index, at, inner);
                    } else if (MARKS.contains(name) && inner instanceof Json.Str(String mark)) {
                        mark(index, at, mark);
                    }
                });
            case Json.Arr array -> {
                for (int i = 0; i < array.size(); i++) {
                    Json item = array.items().get(i);
                    // Pieces of tool calls come one by one and say which they belong to.
                    long at = item instanceof Json.Obj object ? object.number("index", i) : i;
                    walk(index, place + '/' + at, item);
                }
            }
            case Json.Num _, Json.Bool _, Json.Nil _ -> {}
        }
    }

    /** The first word counts: later events repeat it, or say what they are themselves. */
    private void mark(long index, String part, String mark) {
        if (!mark.isEmpty() && mark.length() <= LONGEST_MARK && marks.size() < MOST_MARKS) {
            marks.putIfAbsent(new Key(index, part), mark);
        }
    }

    private void add(long index, String part, String text) {
        Key key = new Key(index, part);
        Piecemeal known = texts.get(key);
        if (text.isEmpty() || (known == null && texts.size() >= MOST_TEXTS)) {
            cut |= !text.isEmpty();
            return;
        }
        Piecemeal to = known == null ? new Piecemeal() : known;
        texts.putIfAbsent(key, to);
        int room = (int) Math.min(text.length(), most - length);
        if (!to.cut) {
            to.text.append(text, 0, room);
            length += room;
        }
        if (room < text.length()) {
            to.cut = true;
            cut = true;
        }
    }

    /** All texts, without what must not be kept. */
    Json.Obj redacted(Redactor.Pass pass) {
        Json.Arr all = new Json.Arr();
        texts.forEach((key, text) -> {
            String kept = hidden(key, pass) ? Redactor.MASK : pass.text(text.text(), text.cut());
            all.add(new Json.Obj()
                    .put("index", key.index())
                    .put("part", WellFormed.of(pass.text(key.part(), false)))
                    .put("text", WellFormed.of(kept)));
        });
        return new Json.Obj().put("texts", all);
    }

    /** What is said of the texts, in the form of texts: ids and types of blocks and calls, and why the answer ended. */
    Json.Arr marks(Redactor.Pass pass) {
        Json.Arr all = new Json.Arr();
        marks.forEach((key, mark) -> {
            if (!hidden(key, pass)) {
                all.add(new Json.Obj()
                        .put("index", key.index())
                        .put("part", WellFormed.of(pass.text(key.part(), false)))
                        .put("text", WellFormed.of(pass.text(mark, false))));
            }
        });
        return all;
    }

    /** A pointer to where the text would stand in an answer that is no stream hides it here too. */
    private static boolean hidden(Key key, Redactor.Pass pass) {
        List<String> part = List.of(key.part().split("/", -1));
        String index = Long.toString(key.index());
        return pass.hidesWithin(List.of(), part)
                || pass.hidesWithin(List.of("choices", index, "message"), part)
                || pass.hidesWithin(List.of("choices", index, "delta"), part)
                || pass.hidesWithin(List.of("choices", index), part)
                || pass.hidesWithin(List.of("content", index), part)
                || pass.hidesWithin(List.of("output", index), part)
                || (key.part().equals("output_text")
                        && pass.hidesWithin(List.of("output", index, "content", "0"), List.of("text")));
    }
}
