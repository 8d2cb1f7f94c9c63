package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one whole answer. Of several choices it is the first. */
final class WholeAnswer {
    private final ItemIds ids;
    private final Json.Arr output = new Json.Arr();
    private Json.Arr content = new Json.Arr();
    private Json.@Nullable Arr logprobs;
    private boolean refused;

    private WholeAnswer(ItemIds ids, Json.@Nullable Arr logprobs) {
        this.ids = ids;
        this.logprobs = logprobs;
    }

    static Json.Obj of(ChatAnswer answer, ChatRequest asked) {
        String id = ItemIds.answer(answer.id(), asked);
        ChatAnswer.Choice choice = answer.choices().getFirst();
        WholeAnswer whole = new WholeAnswer(new ItemIds(id), choice.logprobs());
        choice.parts().forEach(whole::part);
        Outcome outcome = Outcome.of(choice.finish(), whole.refused);
        whole.endMessage(outcome.lastItem());
        return new ResponseObject(id, answer.created(), answer.model(), answer.serviceTier(), asked)
                .json(outcome, whole.output, answer.usage());
    }

    private void part(Part part) {
        switch (part) {
            case Part.Text text -> text(text);
            case Part.Refusal(String text) -> {
                refused = true;
                content.add(OutputItems.refusal(text));
            }
            case Part.Thinking thinking -> thinking(thinking);
            case Part.ToolCall call -> call(call);
            case Part.Image _, Part.Audio _, Part.Document _, Part.ToolResult _, Part.Opaque _ -> other(part);
        }
    }

    private void text(Part.Text text) {
        Json.Arr annotations = new Json.Arr();
        for (Citation citation : text.citations()) {
            annotations.add(Annotations.write(citation, text.text().length()));
        }
        content.add(OutputItems.text(text.text(), annotations, Logprobs.write(logprobs)));
        logprobs = null;
        if (text.signature() != null) {
            carry(new Carried.OfText(text.signature()));
        }
    }

    private void thinking(Part.Thinking thinking) {
        Seal seal = thinking.seal();
        String sealed = seal == null ? null : new Carried.Thought(seal, thinking.redacted()).text();
        endMessage("completed");
        output.add(OutputItems.reasoning(OutputItems.thoughtId(thinking, ids, output), thinking.text(), sealed));
    }

    private void call(Part.ToolCall call) {
        endMessage("completed");
        if (call.signature() != null) {
            carry(new Carried.OfCall(call.id(), call.signature()));
        }
        String kind = call.kind() == Part.ToolCall.Kind.CUSTOM ? "ctc" : "fc";
        output.add(OutputItems.call(
                ids.item(kind, output.size()), "completed", call, OutputItems.arguments(call, call.arguments())));
    }

    private void other(Part part) {
        String words = OutputItems.words(part);
        if (words != null) {
            text(new Part.Text(words, List.of(), null, null));
            return;
        }
        endMessage("completed");
        Json.Obj item = OutputItems.whole(part, ids, output.size());
        if (item != null) {
            output.add(item);
        }
    }

    private void carry(Carried carried) {
        endMessage("completed");
        output.add(OutputItems.reasoning(ids.item("rs", output.size()), "", carried.text()));
    }

    private void endMessage(String status) {
        if (!content.isEmpty()) {
            output.add(OutputItems.message(ids.item("msg", output.size()), status, content));
            content = new Json.Arr();
        }
    }
}
