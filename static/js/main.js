// The only script that pages load; each module looks for its own data- hooks and does nothing without them.
import { startChat } from "./chat.js";
import { startDrawers } from "./drawers.js";
import { startMenus } from "./menus.js";

startMenus();
startDrawers();
startChat();
