package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import java.util.List;

/** The content blocks of an answer as parts. What nobody else has stays as it is. */
final class AnswerBlocks {
    private final String sealOrigin;

    AnswerBlocks(BedrockModel model) {
        this.sealOrigin = model.sealOrigin();
    }

    Part part(Json.Obj block) {
        String text = block.text("text");
        if (text != null) {
            return Part.Text.of(text);
        }
        Json.Obj call = block.object("toolUse");
        if (call != null && !isServerTool(call)) {
            return call(call);
        }
        Json.Obj thought = block.object("reasoningContent");
        if (thought != null) {
            return thinking(thought);
        }
        Json.Obj cited = block.object("citationsContent");
        if (cited != null) {
            return cited(cited);
        }
        Json.Obj image = block.object("image");
        return image != null && image.object("source") != null ? image(image) : new Part.Opaque("bedrock", block);
    }

    /** True for a tool that Bedrock runs itself. */
    static boolean isServerTool(Json.Obj toolUse) {
        return "server_tool_use".equals(toolUse.text("type"));
    }

    static boolean isOutput(Json.Obj toolUse) {
        return StructuredOutput.TOOL.equals(toolUse.text("name"));
    }

    private static Part call(Json.Obj call) {
        Json input = call.get("input");
        String arguments = input == null ? "{}" : input instanceof Json.Str(String text) ? text : input.print();
        return isOutput(call)
                ? Part.Text.of(arguments)
                : Part.ToolCall.of(call.text("toolUseId", ""), call.text("name", ""), arguments);
    }

    private Part thinking(Json.Obj thought) {
        Json.Obj said = thought.object("reasoningText");
        if (said == null) {
            return redacted(thought.text("redactedContent", ""));
        }
        String signature = said.text("signature");
        return new Part.Thinking(said.text("text", ""), signature == null ? null : seal(signature), false, null, false);
    }

    Part.Thinking redacted(String content) {
        return new Part.Thinking("", seal(content), true, null, false);
    }

    Seal seal(String value) {
        return new Seal(sealOrigin, value);
    }

    private static Part cited(Json.Obj cited) {
        StringBuilder text = new StringBuilder();
        cited.objects("content").forEach(each -> text.append(each.text("text", "")));
        List<Citation> citations =
                cited.objects("citations").stream().map(Citations::of).toList();
        return new Part.Text(text.toString(), citations, null, null);
    }

    static Part image(Json.Obj image) {
        Json.Obj source = image.object("source");
        Json.Obj s3 = source == null ? null : source.object("s3Location");
        String type = "image/" + image.text("format", "png");
        return new Part.Image(
                s3 == null
                        ? new Source.Data(type, source == null ? "" : source.text("bytes", ""))
                        : new Source.Url(s3.text("uri", ""), type),
                null,
                null);
    }
}
