package dev.bifrost.plugin;

import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.ProviderDialect;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;

/** A dialect that only has a name; what can be wrong with adapters is wrong with one of those below. */
public class Adapter implements ProviderDialect {
    private final String name;

    public Adapter() {
        this("named");
    }

    Adapter(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ProviderRequest write(ChatRequest request, Recipient recipient, Losses losses) {
        throw new IllegalStateException("the client's secret");
    }

    @Override
    public ChatAnswer read(Json.Obj json) {
        throw new IllegalStateException("the client's secret");
    }

    @Override
    public AnswerReader stream() {
        throw new IllegalStateException("the client's secret");
    }

    /** Its name is that of the class path's. */
    public static final class OnClassPath extends Adapter {
        public OnClassPath() {
            super("on-class-path");
        }
    }

    /** Names itself by what it can see of the gateway. */
    public static final class Curious extends Adapter {
        public Curious() {
            super(sees("dev.bifrost.provider.Provider") || sees("io.netty.buffer.ByteBuf") ? "sees-all" : "sees-api");
        }

        private static boolean sees(String type) {
            try {
                return !Class.forName(type).isInterface();
            } catch (ClassNotFoundException e) {
                return false;
            }
        }
    }

    /** Has the name of one of ours. */
    public static final class Usurper extends Adapter {
        public Usurper() {
            super("openai");
        }
    }

    /** Has no proper name. */
    public static final class Shouter extends Adapter {
        public Shouter() {
            super("Loud Name");
        }
    }

    /** Has no name at all. */
    public static final class Nameless extends Adapter {
        public Nameless() {
            super(null);
        }
    }

    /** Can not be made. */
    public static final class Thrower extends Adapter {
        public Thrower() {
            throw new IllegalStateException("no parrot at home");
        }
    }

    /** Has a path that leads nowhere. */
    public static final class Lost extends Adapter {
        public Lost() {
            super("lost");
        }

        @Override
        public String path() {
            return "api/chat";
        }
    }
}
