package dev.bifrost.api.chat;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.Json.Obj; // javac loses Json.@Nullable in compact constructors
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks, in no dialect's words.
 *
 * @param dialect           the client's, such as {@code openai}, {@code openai-responses} or {@code anthropic}
 * @param model             as the provider that is asked calls it
 * @param messages          the conversation; system and developer messages stand where the client put them
 * @param parallelToolCalls null if the client does not say
 * @param output            null if the client does not say
 * @param reasoning         null if the client does not say
 * @param stream            whether the answer is to be a stream; if the provider answers in whole all the same, the
 *                          gateway makes a stream of it
 * @param streamUsage       whether a stream is to tell its usage, where the client's dialect leaves that to the client
 * @param user              the person behind the client
 * @param metadata          the client's own notes
 * @param serviceTier       such as {@code auto}, {@code flex} or {@code priority}
 * @param extra             further top-level fields of the request, as they are in the client's dialect; those that a
 *                          provider knows are carried by {@link #carryExtra}
 * @param unread            paths of nested fields that were not understood and can not be carried; {@link #carryExtra}
 *                          counts them as lost
 */
public record ChatRequest(
        String dialect,
        String model,
        List<Message> messages,
        List<Tool> tools,
        @Nullable ToolChoice toolChoice,
        @Nullable Boolean parallelToolCalls,
        @Nullable OutputFormat output,
        @Nullable Reasoning reasoning,
        Sampling sampling,
        boolean stream,
        boolean streamUsage,
        @Nullable String user,
        @Nullable Obj metadata,
        @Nullable String serviceTier,
        Map<String, Json> extra,
        List<String> unread) {

    public ChatRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        unread = List.copyOf(unread);
    }

    /** The same for another model. */
    public ChatRequest withModel(String other) {
        return new ChatRequest(
                dialect,
                other,
                messages,
                tools,
                toolChoice,
                parallelToolCalls,
                output,
                reasoning,
                sampling,
                stream,
                streamUsage,
                user,
                metadata,
                serviceTier,
                extra,
                unread);
    }

    /** The same with so many tokens in each answer at most. */
    public ChatRequest withMaxTokens(long mostTokens) {
        return new ChatRequest(
                dialect,
                model,
                messages,
                tools,
                toolChoice,
                parallelToolCalls,
                output,
                reasoning,
                sampling.withMaxTokens(mostTokens),
                stream,
                streamUsage,
                user,
                metadata,
                serviceTier,
                extra,
                unread);
    }

    /** The same without its messages, which may be large: all that an answer's writer looks at. */
    public ChatRequest withoutMessages() {
        return new ChatRequest(
                dialect,
                model,
                List.of(),
                tools,
                toolChoice,
                parallelToolCalls,
                output,
                reasoning,
                sampling,
                stream,
                streamUsage,
                user,
                metadata,
                serviceTier,
                extra,
                unread);
    }

    /**
     * Puts those of the extra fields that the target knows into its request; the others are lost, but for one that only
     * repeats the user.
     */
    public void carryExtra(Set<String> known, Json.Obj target, Losses losses) {
        extra.forEach((name, value) -> {
            if (known.contains(name) && !target.has(name)) {
                target.put(name, value);
            } else if (!known.contains(name) && !isUser(name, value)) {
                losses.add(name);
            }
        });
        unread.forEach(losses::add);
    }

    private boolean isUser(String name, Json value) {
        return name.equals("safety_identifier") && user != null && value.equals(new Json.Str(user));
    }
}
