package dev.bifrost.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import dev.bifrost.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever an answer holds comes back with the client's next request, if it sends back what it got. */
class ResponsesConversationTest {
    private static final ChatRequest ASKED = Streams.asked("{\"model\":\"m\",\"input\":\"hi\",\"stream\":true}");

    private static ChatAnswer answer(List<Part> parts) {
        return new ChatAnswer(
                "id", 1, "m", List.of(new ChatAnswer.Choice(0, parts, FinishReason.STOP, null, null)), null, null);
    }

    /** What the client's next request says of the answer. */
    private static List<Part> sentBack(List<Json.Obj> output) {
        Json.Arr input = new Json.Arr().add(new Json.Obj().put("role", "user").put("content", "hi"));
        output.forEach(input::add);
        input.add(new Json.Obj().put("role", "user").put("content", "go on"));
        ChatRequest next = Streams.asked(
                new Json.Obj().put("model", "m").put("input", input).print());
        assertThat(next.unread()).isEmpty();
        return next.messages().size() == 2 ? List.of() : next.messages().get(1).parts();
    }

    /** As clients do that keep no ids. */
    private static List<Json.Obj> withoutIds(List<Json.Obj> output) {
        return output.stream()
                .map(item -> {
                    Json.Obj plain = new Json.Obj();
                    boolean ours = item.text("type", "").matches("message|reasoning|function_call|custom_tool_call");
                    item.asMap().forEach((name, value) -> {
                        if (!ours || !(name.equals("id") || name.equals("status"))) {
                            plain.put(name, value);
                        }
                    });
                    return plain;
                })
                .toList();
    }

    /** Without what the client's words have no room for: a thought's id, and whether it is a summary. */
    private static List<Part> plain(List<Part> parts) {
        return parts.stream()
                .map(part -> part instanceof Part.Thinking it
                        ? new Part.Thinking(it.text(), it.seal(), it.redacted(), null, false)
                        : part)
                .toList();
    }

    @Test
    void anyAnswer_sentBack_isWhole() {
        Seeded.times(400, random -> {
            List<Part> parts = new RandomParts(random).some();
            List<Json.Obj> whole =
                    new ResponsesClient().answer(answer(parts), ASKED).objects("output");
            List<Json.Obj> streamed =
                    ResponsesGrammar.check(Streams.write(ASKED, answer(parts))).output();

            assertThat(plain(sentBack(whole))).isEqualTo(parts);
            assertThat(plain(sentBack(streamed))).isEqualTo(parts);
            assertThat(plain(sentBack(withoutIds(whole)))).isEqualTo(parts);
        });
    }

    @Test
    void anyAnswer_asStreamWithSignaturesFirst_isWhole() {
        Seeded.times(200, random -> {
            List<Part> parts = new RandomParts(random).some();
            List<ChatEvent> events = new ArrayList<>();
            events.add(new ChatEvent.Started("id", 1, "m", null));
            for (int i = 0; i < parts.size(); i++) {
                events.add(new ChatEvent.Opened(0, i, parts.get(i)));
                if (parts.get(i) instanceof Part.Text text && text.signature() != null) {
                    events.add(new ChatEvent.Sealed(0, i, text.signature()));
                }
                events.add(new ChatEvent.Closed(0, i));
            }
            events.add(new ChatEvent.Finished(0, FinishReason.STOP, null));
            events.add(new ChatEvent.Ended());

            var read = ResponsesGrammar.check(Streams.write(ASKED, false, events));

            assertThat(plain(sentBack(read.output()))).isEqualTo(parts);
        });
    }

    @Test
    void signatureOfCall_findsItsCallWhereverItStands() {
        Part.ToolCall call =
                new Part.ToolCall("c.1", "f", "{}", Part.ToolCall.Kind.FUNCTION, new Seal("gemini", "sig"), null);
        Json.Obj written = new ResponsesClient().answer(answer(List.of(call)), ASKED);

        List<Json.Obj> output = written.objects("output");
        assertThat(output).hasSize(2);
        assertThat(output.getFirst().text("type")).isEqualTo("reasoning");
        assertThat(output.getFirst().list("summary")).isEmpty();
        assertThat(output.getFirst().text("encrypted_content")).startsWith("bf1.gemini+call.");
        assertThat(sentBack(output)).containsExactly(call);
        assertThat(sentBack(output.reversed())).containsExactly(call);
    }

    @Test
    void foreignSeal_atAProviderOfThisApi_isLeftOut() {
        List<Part> parts =
                List.of(new Part.Thinking("hm", new Seal("anthropic", "sig"), false, null, false), Part.Text.of("x"));
        ChatRequest next = Streams.asked("{\"model\":\"gpt-5\",\"input\":"
                + new ResponsesClient()
                        .answer(answer(parts), ASKED)
                        .get("output")
                        .print() + "}");
        Losses losses = new Losses();

        Json.Obj body = new ResponsesProvider()
                .write(next, new Recipient("openai", "openai", "gpt-5", Set.of()), losses)
                .body();

        assertThat(body.get("input").print()).isEqualTo("[{\"role\":\"assistant\",\"content\":\"x\"}]");
        assertThat(losses.names()).containsExactly("reasoning");
    }

    /** OpenAI, Azure and xAI can not open each other's seals, and refuse a request that holds one. */
    @Test
    void sealOfOneProvider_isNotSentToAnother() throws Exception {
        Json.Obj answer = Streams.json("{\"output\":[{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],"
                + "\"encrypted_content\":\"gAAA\"}]}");
        Recipient azure = new Recipient("a", "azure", "gpt-5", Set.of());
        Recipient openai = new Recipient("o", "openai", "gpt-5", Set.of());
        List<Part> parts =
                new ResponsesProvider().read(answer, azure).choices().getFirst().parts();
        ChatRequest next = with(
                ASKED,
                List.of(new Message(
                        Role.ASSISTANT,
                        sentBack(new ResponsesClient()
                                .answer(answer(parts), ASKED)
                                .objects("output")))));
        Losses losses = new Losses();

        assertThat(new ResponsesProvider()
                        .write(next, azure, losses)
                        .body()
                        .get("input")
                        .print())
                .contains("\"encrypted_content\":\"gAAA\"");
        assertThat(losses.isEmpty()).isTrue();
        assertThat(new ResponsesProvider()
                        .write(next, openai, losses)
                        .body()
                        .get("input")
                        .print())
                .isEqualTo("[]");
        assertThat(losses.names()).containsExactly("reasoning");
    }

    /** What both sides of this API can say is the same after a way through the conversation in no dialect's words. */
    @Test
    void anyRequest_writtenAndReadAgain_isTheSame() {
        Seeded.times(400, random -> {
            List<Message> messages = new ArrayList<>();
            messages.add(Message.of(Role.SYSTEM, "s" + Seeded.anyText(random, 20)));
            for (int n = random.nextInt(4); n >= 0; n--) {
                messages.add(Message.of(Role.USER, Seeded.anyText(random, 20)));
                List<Part> said = new RandomParts(random)
                        .some().stream()
                                .filter(ResponsesConversationTest::isOwn)
                                .toList();
                if (!said.isEmpty()) {
                    messages.add(new Message(Role.ASSISTANT, said));
                }
                List<Part> results = said.stream()
                        .filter(Part.ToolCall.class::isInstance)
                        .map(part -> (Part) Part.ToolResult.of(((Part.ToolCall) part).id(), "r"))
                        .toList();
                if (!results.isEmpty()) {
                    messages.add(new Message(Role.TOOL, results));
                }
            }
            ChatRequest asked = Streams.asked("""
                    {"model":"gpt-4.1","input":"x","tools":[{"type":"function","name":"f","parameters":{"a":1}}],
                    "tool_choice":"required","temperature":0.5,"max_output_tokens":100,"store":false,
                    "text":{"format":{"type":"json_object"},"verbosity":"low"},"user":"u","stream":true}
                    """);
            ChatRequest request = with(asked, messages);
            Losses losses = new Losses();

            Json.Obj body = new ResponsesProvider()
                    .write(request, new Recipient("p", "openai", "gpt-4.1", Set.of()), losses)
                    .body();

            assertThat(losses.names()).isEmpty();
            ChatRequest again = Streams.asked(body.print());
            assertThat(again.messages()).isEqualTo(messages);
            assertThat(again).isEqualTo(with(asked, again.messages()));
            assertThat(body.print())
                    .isEqualTo(new ResponsesProvider()
                            .write(again, new Recipient("p", "openai", "gpt-4.1", Set.of()), losses)
                            .body()
                            .print());
        });
    }

    /** What can be sent to a provider of this API without loss. */
    private static boolean isOwn(Part part) {
        return switch (part) {
            case Part.Thinking thinking ->
                thinking.seal() != null && thinking.seal().origin().equals("nobody");
            case Part.Text text -> text.signature() == null;
            case Part.ToolCall call -> call.signature() == null;
            case Part.Opaque opaque -> opaque.dialect().equals("openai-responses");
            case Part.Refusal _ -> true;
            case Part.Image _, Part.Audio _, Part.Document _, Part.ToolResult _ -> false;
        };
    }

    private static ChatRequest with(ChatRequest request, List<Message> messages) {
        return new ChatRequest(
                request.dialect(),
                request.model(),
                messages,
                request.tools(),
                request.toolChoice(),
                request.parallelToolCalls(),
                request.output(),
                request.reasoning(),
                request.sampling(),
                request.stream(),
                request.streamUsage(),
                request.user(),
                request.metadata(),
                request.serviceTier(),
                request.extra(),
                request.unread());
    }
}
