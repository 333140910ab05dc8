import { describe } from "vitest";

import { outboxContract } from "./contract";
import { MemoryStore } from "./memory";

describe("in memory", () => outboxContract(async () => new MemoryStore()));
