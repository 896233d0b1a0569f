import { DEFAULT_SETTINGS } from './app/settings.ts';
import './components/handspell-app.ts';

const app = document.querySelector('handspell-app');
if (!app) throw new Error('The page has no <handspell-app>');
app.settings = DEFAULT_SETTINGS;
app.addEventListener('settings-change', (event) => {
  app.settings = { ...app.settings, ...event.detail };
});
