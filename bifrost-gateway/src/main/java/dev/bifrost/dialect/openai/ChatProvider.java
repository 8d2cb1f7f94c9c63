package dev.bifrost.dialect.openai;

import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.ProviderDialect;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;

/**
 * OpenAI's Chat Completions as OpenAI, Azure and all who follow them speak it.
 *
 * <p>Recipients of the types {@code openai} and {@code azure} get OpenAI's newest words. All others get those that are
 * common to the compatible ones: {@code max_tokens}, functions only, tool results as one string, no {@code metadata}. What
 * departs from that is said by quirks:
 *
 * <table>
 * <caption>Quirks</caption>
 * <tr><th>word</th><th>what it does</th></tr>
 * <tr><td>{@code no_FIELD}</td><td>this field of the request's top, such as {@code no_seed}, {@code no_logprobs},
 *     {@code no_n}, {@code no_user}, {@code no_stream_options}, {@code no_parallel_tool_calls} or
 *     {@code no_reasoning_effort}, is not sent; it is a loss if the client said something by it</td></tr>
 * <tr><td>{@code max_tokens}, {@code max_completion_tokens}</td><td>what the limit of tokens is called</td></tr>
 * <tr><td>{@code random_seed}</td><td>what the seed is called (Mistral)</td></tr>
 * <tr><td>{@code top_k}, {@code metadata}, {@code service_tier}</td><td>the field is known</td></tr>
 * <tr><td>{@code web_search}</td><td>{@code web_search_options} is known, whoever's words the client asked in</td></tr>
 * <tr><td>{@code custom_tools}</td><td>tools of free text are known; else they become functions of one
 *     {@code input}</td></tr>
 * <tr><td>{@code json_object_only}</td><td>{@code json_schema} is not known: the schema goes into a system message
 *     (DeepSeek)</td></tr>
 * <tr><td>{@code no_developer_role}</td><td>developer messages are system messages</td></tr>
 * <tr><td>{@code no_name}</td><td>messages have no {@code name}</td></tr>
 * <tr><td>{@code string_content}</td><td>text alone is one string, never a list of parts</td></tr>
 * <tr><td>{@code text_only}</td><td>as {@code string_content}, and what is not text is lost (DeepSeek)</td></tr>
 * <tr><td>{@code document_url}, {@code file_url}</td><td>documents are Mistral's {@code document_url}; a {@code file} may be
 *     at an address (OpenRouter)</td></tr>
 * <tr><td>{@code tool_id_9}</td><td>ids of calls are nine letters and digits (Mistral)</td></tr>
 * <tr><td>{@code system_first}</td><td>all system text is in one message at the start</td></tr>
 * <tr><td>{@code alternate}</td><td>as {@code system_first}, and messages of one side in a row become one
 *     (Perplexity)</td></tr>
 * <tr><td>{@code no_user_after_tool}</td><td>an assistant message stands between a tool's result and the user's next
 *     message, which Mistral refuses there; it says {@value MessageOrder#RECEIVED} and nothing of the model's</td></tr>
 * <tr><td>{@code prefix}</td><td>an assistant message at the end is marked as one to go on with (Mistral)</td></tr>
 * <tr><td>{@code reasoning_content}</td><td>thoughts of turns with tool calls go back in this field, empty if the client has
 *     dropped them (DeepSeek, Moonshot; https://api-docs.deepseek.com/guides/thinking_mode)</td></tr>
 * <tr><td>{@code reasoning_text}</td><td>thoughts go back in the field {@code reasoning} (Groq, Cerebras, vLLM)</td></tr>
 * <tr><td>{@code thinking_list}</td><td>thoughts go back as pieces of content (Mistral)</td></tr>
 * <tr><td>{@code reasoning_details}, {@code thinking_blocks}</td><td>thoughts go back with their seals (OpenRouter,
 *     LiteLLM)</td></tr>
 * <tr><td>{@code extra_content}</td><td>Gemini's signatures go back in this field (Google)</td></tr>
 * <tr><td>{@code reasoning_object}, {@code thinking_type}, {@code enable_thinking}</td><td>how much to think is said by
 *     {@code reasoning} (OpenRouter), {@code thinking.type} (DeepSeek, Z.ai) or {@code enable_thinking} (Qwen)</td></tr>
 * <tr><td>{@code effort_3}</td><td>low, medium and high are the only efforts</td></tr>
 * <tr><td>{@code effort_none}</td><td>thinking can be turned off by the effort {@code none}</td></tr>
 * <tr><td>{@code translate_chat}</td><td>requests of chat completions are translated too, not passed on as they are: the
 *     answers are not what OpenAI's clients read (Mistral's models that think)</td></tr>
 * <tr><td>{@code cache_control}</td><td>marks of the prompt cache are passed on (OpenRouter, LiteLLM); all others cache by
 *     themselves</td></tr>
 * </table>
 *
 * <p>Tool messages hold text alone: pictures and documents in a tool's result follow in a message of the user's that says
 * whose they are. That a tool failed is said by {@code Error:} before its text.
 */
public final class ChatProvider implements ProviderDialect {
    @Override
    public String name() {
        return ChatClient.NAME;
    }

    @Override
    public ProviderRequest write(ChatRequest request, Recipient recipient, Losses losses) {
        return new ProviderRequest(new ChatRequestWriter(request, recipient, losses).write());
    }

    @Override
    public ChatAnswer read(Json.Obj json) throws AnswerFault {
        return CompletionReader.read(json);
    }

    @Override
    public AnswerReader stream() {
        return new ChunkReader();
    }

    /** True for those who define the dialect: they know all of its words. */
    static boolean isOpenAi(Recipient recipient) {
        return recipient.type().equals("openai") || recipient.type().equals("azure");
    }
}
