package dev.bifrost.dialect.openai;

import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import org.jspecify.annotations.Nullable;

/** A tool call that comes in pieces. */
final class StreamedCall {
    private final @Nullable Long index;
    private final boolean givenId;
    private final String id;
    private final Part.ToolCall.Kind kind;
    private final JsonEnd end = new JsonEnd();
    private final StringBuilder awaited = new StringBuilder();
    private String name = "";
    private @Nullable Seal signature;
    private @Nullable WrappedText wrapped;
    private boolean begun;
    private boolean opened;
    private boolean grown;

    /** Begins with its first piece; {@code n} is its place among the calls of its choice. */
    StreamedCall(AnswerCall first, @Nullable Long index, String answerId, int n) {
        this.index = index;
        this.givenId = !first.id().isEmpty();
        this.id = givenId ? first.id() : CallIds.made(answerId, n, first.name());
        this.kind = first.kind();
    }

    /**
     * Whether the piece belongs to this call: it has the same index, or the same id where there is no index. Some give all
     * calls the index 0; those differ by the ids and names that only a first piece has.
     */
    boolean isContinuedBy(AnswerCall piece, @Nullable Long pieceIndex) {
        boolean sameId = givenId && piece.id().equals(id);
        if (pieceIndex == null || index == null) {
            return sameId;
        }
        boolean first = !piece.id().isEmpty() && !piece.name().isEmpty();
        return index.equals(pieceIndex) && (sameId || !givenId || !first);
    }

    String id() {
        return id;
    }

    void name(String said) {
        name = name.isEmpty() ? said : name;
    }

    boolean hasName() {
        return !name.isEmpty();
    }

    /** True once it has its turn, or waits for it. */
    boolean isBegun() {
        return begun;
    }

    void begin() {
        begun = true;
    }

    boolean isOpened() {
        return opened;
    }

    Part open() {
        opened = true;
        if (kind == Part.ToolCall.Kind.FUNCTION && CustomTools.isCustom(name)) {
            wrapped = new WrappedText();
            return new Part.ToolCall(id, CustomTools.name(name), "", Part.ToolCall.Kind.CUSTOM, null, null);
        }
        return new Part.ToolCall(id, name, "", kind, null, null);
    }

    /** Keeps arguments until the call is opened. */
    void await(String arguments) {
        awaited.append(arguments);
    }

    String awaited() {
        return awaited.toString();
    }

    /** Takes more arguments; returns what they say. */
    String grow(String arguments) {
        grown |= !arguments.isBlank();
        end.feed(arguments);
        return wrapped == null ? arguments : wrapped.next(arguments);
    }

    /** True if nothing of it can be missing. Free text has no end that one could see, so there it always is. */
    boolean isComplete() {
        return kind == Part.ToolCall.Kind.CUSTOM || end.isComplete();
    }

    boolean lacksArguments() {
        return kind == Part.ToolCall.Kind.FUNCTION && wrapped == null && !grown;
    }

    void sign(Seal seal) {
        signature = seal;
    }

    @Nullable
    Seal signature() {
        return signature;
    }
}
